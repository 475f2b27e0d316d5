package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.batchclient.Resilience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tasks in numbers, against an emulator in another process. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class ManyTasksIT {
  private static final int MANY = 100_000;
  private static final String JOB = "many";
  private static final String SMALL_HEAP = "-Xmx64m";

  @TempDir private Path folder;

  @Test
  void aHundredThousandTasksAreAddedInSixtyFourMegabytes() throws Exception {
    try (EmulatorProcess emulator = new EmulatorProcess(folder)) {
      ForeignBatch batch = withJob(emulator);
      Path endpoints = Files.writeString(folder.resolve("at.json"), emulator.endpoints().text());
      long start = System.nanoTime();
      try (ChildJvm client =
          new ChildJvm(
              List.of(SMALL_HEAP, "-XX:+ExitOnOutOfMemoryError"),
              ManyTasksIT.class,
              endpoints.toString(),
              Integer.toString(MANY))) {
        assertThat(client.line()).isEqualTo(MANY + " added");
        assertThat(client.exitCode()).isZero();
      }
      Duration took = Duration.ofNanos(System.nanoTime() - start);

      assertThat(tasks(batch)).isEqualTo(MANY);
      System.err.printf("%d tasks with %s in %d ms%n", MANY, SMALL_HEAP, took.toMillis());
    }
  }

  /** The client: adds tasks, and says how many the job has. */
  public static void main(String[] args) throws IOException {
    LocalEndpoints at = LocalEndpoints.read(Path.of(args[0]));
    long added =
        SampleTasks.add(
            SampleTasks.client(at, Resilience.standard()), JOB, Integer.parseInt(args[1]));
    System.out.println(added + " added");
  }

  @Test
  void answersThatAreLostDoubleNothingAndLoseNothing() throws Exception {
    int count = 900;
    try (EmulatorProcess emulator = new EmulatorProcess(folder);
        CountingProxy proxy = new CountingProxy(emulator.endpoints().batch())) {
      ForeignBatch batch = withJob(emulator);
      proxy.loseAnswers("addtaskcollection", 4);
      LocalEndpoints own = emulator.endpoints();

      long added =
          SampleTasks.add(
              SampleTasks.client(
                  new LocalEndpoints(proxy.endpoint(), own.account(), own.key(), own.blob()),
                  Resilience.standard()),
              JOB,
              count);

      assertThat(added).isEqualTo(count);
      assertThat(tasks(batch)).isEqualTo(count);
      List<String> asked = proxy.asked().stream().map(CountingProxy.Asked::what).toList();
      assertThat(asked.stream().filter(what -> what.endsWith("addtaskcollection"))).hasSize(9 + 4);
      assertThat(asked.stream().filter(what -> what.startsWith("GET ")))
          .as("the tasks of each answer that was lost are compared, 28 with a request")
          .hasSizeBetween(4, 4 * 4);
    }
  }

  private static ForeignBatch withJob(EmulatorProcess emulator) {
    ForeignBatch batch = new ForeignBatch(emulator.endpoints());
    batch.post(
        "/jobs", Json.parse("{\"id\":\"%s\",\"poolInfo\":{\"poolId\":\"none\"}}".formatted(JOB)));
    return batch;
  }

  private static int tasks(ForeignBatch batch) {
    JsonNode counts = batch.get("/jobs/" + JOB + "/taskcounts").path("taskCounts");
    return counts.path("active").asInt();
  }
}
