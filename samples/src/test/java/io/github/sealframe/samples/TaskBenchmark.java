package io.github.sealframe.samples;

import io.github.sealframe.batchclient.BatchTasks;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.batchclient.ResilienceSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Prints how fast tasks are added to a job of an emulator in another process, as ratios within one
 * run: {@code samples/bin/benchmark tasks}. The least time of some rounds counts; in each round,
 * all take turns. Beside each stands how busy the client and the emulator were meanwhile.
 */
final class TaskBenchmark implements AutoCloseable {
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
  private static final int AT_A_TIME = 4;
  private static final int IN_A_REQUEST = 100;
  private static final String MEASURED = "createTasks";
  private static final String INSTALL = "samples/bin/install --benchmark installs it";

  /** What counts as all of something. */
  private static final double MOST = 0.85;

  /** Of a Linux kernel; {@code getconf CLK_TCK} tells no other on any machine of today. */
  private static final double TICKS_PER_SECOND = 100;

  private final int count;
  private final int rounds;
  private final Path folder;
  private final EmulatorProcess emulator;
  private final ForeignBatch batch;
  private final List<Contender> contenders = new ArrayList<>();
  private final List<Process> running = new ArrayList<>();
  private int jobs;

  private TaskBenchmark(int count, int rounds, Path folder) throws IOException {
    this.count = count;
    this.rounds = rounds;
    this.folder = folder;
    this.emulator = new EmulatorProcess(folder);
    this.batch = new ForeignBatch(emulator.endpoints());
  }

  /**
   * Needs no arguments.
   *
   * @param args tasks and rounds, 10000 and 3 unless told
   */
  public static void main(String[] args) throws Exception {
    try (TemporaryFolder folder = TemporaryFolder.create("sealframe-benchmark-");
        TaskBenchmark benchmark =
            new TaskBenchmark(
                args.length > 0 ? Integer.parseInt(args[0]) : 10_000,
                args.length > 1 ? Integer.parseInt(args[1]) : 3,
                folder.path())) {
      benchmark.run();
    }
  }

  /** Adds all the tasks to a job. */
  @FunctionalInterface
  private interface Work {
    void run() throws Exception;
  }

  /**
   * One of those that are compared.
   *
   * @param most requests in a second that it keeps to
   * @param prepare makes the work for a job, while no time is taken
   * @param ticks processor time of the client so far
   */
  private record Contender(String name, int most, Preparation prepare, Ticks ticks) {
    Contender(String name, Preparation prepare, Ticks ticks) {
      this(name, Integer.MAX_VALUE, prepare, ticks);
    }
  }

  @FunctionalInterface
  private interface Preparation {
    Work of(String job) throws Exception;
  }

  @FunctionalInterface
  private interface Ticks {
    long get() throws IOException;
  }

  /**
   * What one turn took.
   *
   * @param seconds of the clock
   * @param client processors that the client kept busy
   * @param service processors that the emulator kept busy
   * @param others processors that all other processes kept busy
   */
  private record Turn(double seconds, double client, double service, double others) {
    String limit(int count, int most) {
      if (count / seconds > MOST * IN_A_REQUEST * most) {
        return most + " requests in a second, its own limit";
      }
      if (client + service + others > MOST * PROCESSORS) {
        return others > 1 - MOST ? "processors, with what else runs here" : "processors";
      }
      return client > MOST ? "the client's one thread" : "waits";
    }
  }

  private void run() throws Exception {
    Path file = folder.resolve("tasks.json");
    writeTasks(file);
    ours(MEASURED, Resilience.standard());
    ours("createTasks without a limit on the rate", withoutRate());
    bare();
    node(file);
    cli(file);
    Map<String, Turn> best = new LinkedHashMap<>();
    for (int round = 0; round <= rounds; round++) {
      for (Contender contender : contenders) {
        Turn turn = turn(contender);
        if (round > 0) { // The first one warms up.
          best.merge(contender.name(), turn, (a, b) -> a.seconds() <= b.seconds() ? a : b);
        }
      }
    }
    print(best);
  }

  private void print(Map<String, Turn> best) {
    System.out.printf(
        Locale.ROOT,
        "%nadding %d tasks of %d bytes, %d processors, least of %d rounds%n"
            + "%-46s %9s %9s %7s  busy processors                           limited by%n",
        count,
        Json.text(SampleTasks.document(count)).length(),
        PROCESSORS,
        rounds,
        "",
        "seconds",
        "tasks/s",
        "ratio");
    double own = best.get(MEASURED).seconds();
    for (Contender contender : contenders) {
      Turn turn = best.get(contender.name());
      System.out.printf(
          Locale.ROOT,
          "%-46s %9.3f %9.0f %7.2f  client %.2f, emulator %.2f, others %.2f  %s%n",
          contender.name(),
          turn.seconds(),
          count / turn.seconds(),
          turn.seconds() / own,
          turn.client(),
          turn.service(),
          turn.others(),
          turn.limit(count, contender.most()));
    }
  }

  private Turn turn(Contender contender) throws Exception {
    String job = "j" + jobs++;
    batch.post(
        "/jobs", Json.parse("{\"id\":\"%s\",\"poolInfo\":{\"poolId\":\"none\"}}".formatted(job)));
    Work work = contender.prepare().of(job);
    long client = contender.ticks().get();
    long service = ticks(emulator.pid());
    long all = all();
    long start = System.nanoTime();
    work.run();
    double seconds = (System.nanoTime() - start) / 1e9;
    double ticks = TICKS_PER_SECOND * seconds;
    client = contender.ticks().get() - client;
    service = ticks(emulator.pid()) - service;
    all = all() - all;
    Turn turn =
        new Turn(
            seconds, client / ticks, service / ticks, Math.max(0, all - client - service) / ticks);
    int there = batch.get("/jobs/" + job + "/taskcounts").path("taskCounts").path("active").asInt();
    if (there != count) {
      throw new IllegalStateException(contender.name() + " added " + there);
    }
    batch.delete("/jobs/" + job);
    return turn;
  }

  private void writeTasks(Path file) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      out.write(Json.text(IntStream.range(0, count).mapToObj(SampleTasks::document).toList()));
    }
  }

  private void ours(String name, Resilience resilience) {
    BatchTasks tasks = SampleTasks.client(emulator.endpoints(), resilience);
    contenders.add(
        new Contender(
            name,
            resilience.settings().callsPerSecond(),
            job -> () -> SampleTasks.add(tasks, job, count),
            TaskBenchmark::own));
  }

  private static Resilience withoutRate() {
    ResilienceSettings standard = ResilienceSettings.standard();
    return new Resilience(
        new ResilienceSettings(
            standard.deadline(),
            standard.maxAttempts(),
            standard.firstDelay(),
            standard.longestDelay(),
            standard.concurrentCalls(),
            1_000_000,
            standard.outageCalls(),
            standard.outagePercent(),
            standard.outagePause()));
  }

  /** The limit: nothing is written and nothing signed while time runs, and no answer is read. */
  private void bare() {
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    contenders.add(
        new Contender(
            "java.net.http, bodies and signatures ready",
            job -> {
              List<HttpRequest> requests = requests(job);
              return () -> send(http, requests);
            },
            TaskBenchmark::own));
  }

  private List<HttpRequest> requests(String job) {
    List<HttpRequest> requests = new ArrayList<>();
    for (int from = 0; from < count; from += IN_A_REQUEST) {
      var group =
          IntStream.range(from, Math.min(count, from + IN_A_REQUEST))
              .mapToObj(SampleTasks::document)
              .toList();
      requests.add(
          batch.request(
              "POST", "/jobs/" + job + "/addtaskcollection", Json.text(Map.of("value", group))));
    }
    return requests;
  }

  private static void send(HttpClient http, List<HttpRequest> requests) throws Exception {
    AtomicInteger next = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
    try {
      List<Future<?>> senders = new ArrayList<>();
      for (int i = 0; i < AT_A_TIME; i++) {
        senders.add(
            threads.submit(
                () -> {
                  for (int n = next.getAndIncrement();
                      n < requests.size();
                      n = next.getAndIncrement()) {
                    var answer =
                        http.send(requests.get(n), HttpResponse.BodyHandlers.ofByteArray());
                    if (answer.statusCode() != 200) {
                      throw new IOException("HTTP " + answer.statusCode());
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> sender : senders) {
        sender.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private void node(Path tasks) throws IOException {
    Path packages = Path.of("target", "azure-batch-js", "node_modules").toAbsolutePath();
    if (!Files.isDirectory(packages.resolve("@azure/batch"))) {
      System.out.println("@azure/batch is not there: " + INSTALL);
      return;
    }
    LocalEndpoints at = emulator.endpoints();
    ProcessBuilder builder =
        new ProcessBuilder("node", "azure-batch-js/add_tasks.js", tasks.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder
        .environment()
        .putAll(
            Map.of(
                "NODE_PATH",
                packages.toString(),
                "BATCH_ENDPOINT",
                at.batch().toString(),
                "BATCH_ACCOUNT",
                at.account(),
                "BATCH_KEY",
                at.key()));
    Process node = builder.start();
    running.add(node);
    BufferedReader out = node.inputReader(StandardCharsets.UTF_8);
    Writer in = node.outputWriter(StandardCharsets.UTF_8);
    for (int atATime : new int[] {AT_A_TIME, 1}) {
      contenders.add(
          new Contender(
              "@azure/batch addCollection, " + atATime + " at a time",
              job ->
                  () -> {
                    in.write(job + " " + atATime + "\n");
                    in.flush();
                    if (out.readLine() == null) {
                      throw new IOException("node ended");
                    }
                  },
              () -> ticks(node.pid())));
    }
  }

  private void cli(Path tasks) throws IOException {
    Optional<Path> az = onSearchPath("az");
    if (az.isEmpty()) {
      System.out.println("az is not there: " + INSTALL);
      return;
    }
    contenders.add(
        new Contender(
            "az batch task create --json-file",
            job -> () -> az(az.get(), job, tasks),
            TaskBenchmark::children));
  }

  private void az(Path az, String job, Path tasks) throws IOException, InterruptedException {
    LocalEndpoints at = emulator.endpoints();
    ProcessBuilder builder =
        new ProcessBuilder(
                az.toString(),
                "batch",
                "task",
                "create",
                "--job-id",
                job,
                "--json-file",
                tasks.toString(),
                "--output",
                "none")
            .redirectError(ProcessBuilder.Redirect.INHERIT);
    builder
        .environment()
        .putAll(
            Map.of(
                "AZURE_CONFIG_DIR",
                folder.resolve("az").toString(),
                "AZURE_CORE_COLLECT_TELEMETRY",
                "false",
                "AZURE_BATCH_ENDPOINT",
                at.batch().toString(),
                "AZURE_BATCH_ACCOUNT",
                at.account(),
                "AZURE_BATCH_ACCESS_KEY",
                at.key()));
    int exit = builder.start().waitFor();
    if (exit != 0) {
      throw new IOException("az ended with " + exit);
    }
  }

  private static Optional<Path> onSearchPath(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static long own() throws IOException {
    return ticks(ProcessHandle.current().pid());
  }

  private static long ticks(long pid) throws IOException {
    return stat(pid, 11) + stat(pid, 12);
  }

  /** Of processes that have ended. */
  private static long children() throws IOException {
    long pid = ProcessHandle.current().pid();
    return stat(pid, 13) + stat(pid, 14);
  }

  /** Of everything on this machine: all but what is idle or waits for a disk. */
  private static long all() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/stat"))) {
      String[] fields = lines.findFirst().orElseThrow().split(" +", -1);
      return IntStream.of(1, 2, 3, 6, 7, 8).mapToLong(n -> Long.parseLong(fields[n])).sum();
    }
  }

  /** A field of {@code /proc/PID/stat}, counted from the one after the program's name. */
  private static long stat(long pid, int field) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[field]);
  }

  @Override
  public void close() throws IOException {
    running.forEach(Process::destroyForcibly);
    emulator.close();
  }
}
