package io.github.sealframe.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A hundred thousand tasks in one job, in the heap of 256 MiB that tests have. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ManyTasksIT {

  private static final int COUNT = 100_000;
  private static final int ROUNDS = 20;
  private static final int TERMINATED = COUNT / 2;
  private static final String TASKS = "/jobs/j/tasks?";

  @Test
  void aPageTakesNoLongerBehindManyTasksOrAmongThem() throws Exception {
    try (BatchEmulator emulator = BatchEmulator.start(BatchEmulator.Settings.defaults())) {
      BatchWire wire = new BatchWire(emulator);
      wire.addJob("j", "none", "");
      ManyTasks.add(wire, "j", COUNT);
      wire.post("/jobs/j/tasks/" + ManyTasks.id(TERMINATED) + "/terminate", "").expect(204);
      String since = task(wire, TERMINATED).path("stateTransitionTime").asText();

      assertThat(wire.get("/jobs/j/taskcounts").json().at("/taskCounts/active").asInt())
          .isEqualTo(COUNT - 1);
      String changed = "$filter=stateTransitionTime ge " + since;
      assertThat(ids(wire, changed)).containsExactly(ManyTasks.id(TERMINATED));
      assertThat(ids(wire, "$filter=state eq 'completed'"))
          .containsExactly(ManyTasks.id(TERMINATED));
      assertThat(ids(wire, "$skiptoken=" + (COUNT - 2))).as("what was added last").hasSize(2);

      assertTakesLess(wire, "$skiptoken=" + (COUNT - 1_000), 3);
      assertTakesLess(wire, "$filter=state eq 'running'", 1);
      assertTakesLess(wire, changed, 3);
    }
  }

  private static JsonNode task(BatchWire wire, int number) {
    return wire.get("/jobs/j/tasks/" + ManyTasks.id(number)).json();
  }

  private static Iterable<String> ids(BatchWire wire, String query) {
    return wire.get(TASKS + query).expect(200).json().path("value").findValuesAsText("id");
  }

  /**
   * Compares with the first page, round by round, until the least times of both are as they should.
   */
  private static void assertTakesLess(BatchWire wire, String query, int times) {
    double first = Double.MAX_VALUE;
    double least = Double.MAX_VALUE;
    for (int i = 0; i < ROUNDS && (i == 0 || least >= times * first); i++) {
      first = Math.min(first, millis(wire, "maxresults=1000"));
      least = Math.min(least, millis(wire, query));
    }
    assertThat(least).as(query).isLessThan(times * first);
  }

  private static double millis(BatchWire wire, String query) {
    long begin = System.nanoTime();
    wire.get(TASKS + query).expect(200);
    return (System.nanoTime() - begin) / 1e6;
  }
}
