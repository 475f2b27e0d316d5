package io.github.sealframe.emulator;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/** Tasks in numbers, of nearly a kilobyte each. */
final class ManyTasks {

  private static final int IN_A_REQUEST = 100;
  private static final int AT_A_TIME = 4;

  private ManyTasks() {}

  static String id(int number) {
    return "t%07d".formatted(number);
  }

  /** Adds the tasks 0 to {@code count - 1} to a job, in collections. */
  static void add(BatchWire wire, String job, int count) throws Exception {
    AtomicInteger next = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(AT_A_TIME);
    try {
      List<Future<?>> senders = new ArrayList<>();
      for (int i = 0; i < AT_A_TIME; i++) {
        senders.add(
            threads.submit(
                () -> {
                  int from = next.getAndAdd(IN_A_REQUEST);
                  while (from < count) {
                    wire.post("/jobs/" + job + "/addtaskcollection", collection(from, count))
                        .expect(200);
                    from = next.getAndAdd(IN_A_REQUEST);
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

  private static String collection(int from, int count) {
    StringBuilder tasks = new StringBuilder("{`value`:[");
    for (int i = from; i < Math.min(from + IN_A_REQUEST, count); i++) {
      tasks.append(i == from ? "" : ",").append(task(i));
    }
    return tasks.append("]}").toString();
  }

  private static String task(int number) {
    return """
        {`id`:`%s`,`commandLine`:`/bin/sh -c 'exec ./render %d'`,
        `environmentSettings`:[{`name`:`FRAME`,`value`:`%d`},{`name`:`ARGUMENTS`,`value`:`%s`}],
        `constraints`:{`maxWallClockTime`:`PT4H`,`retentionTime`:`PT1H`,`maxTaskRetryCount`:0}}"""
        .formatted(id(number), number, number, ("--sample " + number + " ").repeat(50));
  }
}
