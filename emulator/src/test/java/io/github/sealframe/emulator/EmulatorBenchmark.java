package io.github.sealframe.emulator;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Prints what an emulator holds and how fast it is with many tasks in one job, to tell one machine
 * from itself: {@code samples/bin/benchmark emulator}. Its client is in the same JVM, and all run
 * on the same processors.
 */
final class EmulatorBenchmark {
  private static final int PAGE = 1_000;
  private static final int ROUNDS = 7;
  private static final int TERMINATED = 30;
  private static final String JOB = "/jobs/j";

  private final BatchWire wire;
  private final int count;
  private double firstPage;

  private EmulatorBenchmark(BatchWire wire, int count) {
    this.wire = wire;
    this.count = count;
  }

  /**
   * Needs no arguments.
   *
   * @param args how many tasks, 1000000 unless told
   */
  public static void main(String[] args) throws Exception {
    int count = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    starts();
    try (BatchEmulator emulator = BatchEmulator.start(BatchEmulator.Settings.defaults())) {
      new EmulatorBenchmark(new BatchWire(emulator), count).run();
    }
    Path state = Files.createTempDirectory("sealframe-benchmark-");
    try {
      keeping(count / 10, state);
    } finally {
      for (String file : List.of("account.log", "lock", "")) {
        Files.deleteIfExists(state.resolve(file));
      }
    }
  }

  /** What it costs to keep the state: those that keep it and those that do not take turns. */
  private static void keeping(int count, Path state) throws Exception {
    BatchEmulator.Settings inMemory = BatchEmulator.Settings.defaults();
    BatchEmulator.Settings kept = inMemory.withState(state);
    List<Double> without = new ArrayList<>();
    List<Double> with = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      without.add(adding(inMemory, "j" + i, count));
      with.add(adding(kept, "j" + i, count));
    }
    line(
        count + " tasks added and kept",
        "%.0f a second, %.2f of the time without",
        count / (least(with) / 1_000),
        least(with) / least(without));
    line(
        "size of the state",
        "%d bytes a task",
        Files.size(state.resolve("account.log")) / count / ROUNDS);
    long begin = System.nanoTime();
    BatchEmulator emulator = BatchEmulator.start(kept);
    double time = millisSince(begin);
    emulator.close();
    line("start with %d tasks".formatted(count * ROUNDS), "%.0f ms", time);
  }

  private static double adding(BatchEmulator.Settings settings, String job, int count)
      throws Exception {
    try (BatchEmulator emulator = BatchEmulator.start(settings)) {
      BatchWire wire = new BatchWire(emulator);
      wire.addJob(job, "none", "");
      long begin = System.nanoTime();
      ManyTasks.add(wire, job, count);
      return millisSince(begin);
    }
  }

  private static void starts() {
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      long begin = System.nanoTime();
      BatchEmulator emulator = BatchEmulator.start(BatchEmulator.Settings.defaults());
      times.add(millisSince(begin));
      emulator.close();
    }
    line("start, the first of a JVM", "%.0f ms", times.get(0));
    line(
        "start, least of %d more".formatted(ROUNDS - 1),
        "%.0f ms",
        least(times.subList(1, ROUNDS)));
  }

  private void run() throws Exception {
    long before = usedHeap();
    wire.addJob("j", "none", "");
    long begin = System.nanoTime();
    ManyTasks.add(wire, "j", count);
    line(count + " tasks added", "%.0f a second", count / (millisSince(begin) / 1_000));
    long heap = usedHeap() - before;
    line("heap that they take", "%d MiB, %d bytes a task", heap >> 20, heap / count);
    double termination = least(terminations());
    String deep = "&$skiptoken=" + (count - PAGE);
    page("first page of " + PAGE, "");
    page("last page", deep);
    page("first page, $select=id,state", "&$select=id,state");
    page("last page, $select=id,state", deep + "&$select=id,state");
    page("state eq 'active'", "&$filter=state eq 'active'");
    page("state eq 'completed'", "&$filter=state eq 'completed'");
    page("state eq 'running', which none is", "&$filter=state eq 'running'");
    page("stateTransitionTime ge, the last 10", "&$filter=stateTransitionTime ge " + recently());
    page("executionInfo/exitCode eq 1, which none has", "&$filter=executionInfo/exitCode eq 1");
    line("termination of a task", "%.1f ms", termination);
    line("task counts", "%.1f ms", least(timed(JOB + "/taskcounts")));
    begin = System.nanoTime();
    wire.post(JOB + "/terminate", "{}").expect(202);
    line("termination of the job", "%.1f ms", millisSince(begin));
    begin = System.nanoTime();
    wire.send("DELETE", JOB, "", Map.of()).expect(202);
    line("deletion of the job", "%.1f ms", millisSince(begin));
  }

  private List<Double> terminations() {
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < TERMINATED; i++) {
      long begin = System.nanoTime();
      wire.post(terminated(i) + "/terminate", "").expect(204);
      times.add(millisSince(begin));
    }
    return times;
  }

  private String terminated(int number) {
    return JOB + "/tasks/" + ManyTasks.id(count / TERMINATED * number);
  }

  /** Since when ten tasks changed. */
  private String recently() {
    return wire.get(terminated(TERMINATED - 10)).json().path("stateTransitionTime").asText();
  }

  private void page(String name, String query) {
    String path = JOB + "/tasks?maxresults=" + PAGE + query;
    int shown = wire.get(path).json().path("value").size();
    double time = least(timed(path));
    firstPage = firstPage == 0 ? time : firstPage;
    line(name, "%.1f ms, %.2f of the first page, %d tasks", time, time / firstPage, shown);
  }

  private List<Double> timed(String path) {
    List<Double> times = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      long begin = System.nanoTime();
      wire.get(path).expect(200);
      times.add(millisSince(begin));
    }
    return times;
  }

  private static double least(List<Double> times) {
    return times.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  private static double millisSince(long begin) {
    return (System.nanoTime() - begin) / 1e6;
  }

  private static long usedHeap() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void line(String what, String reached, Object... figures) {
    System.out.printf("%-45s %s%n", what, String.format(Locale.ROOT, reached, figures));
  }
}
