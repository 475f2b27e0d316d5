package io.github.sealframe.samples;

import io.github.sealframe.batchclient.AzureFarm;
import io.github.sealframe.batchclient.BatchTasks;
import io.github.sealframe.batchclient.FarmCredential;
import io.github.sealframe.batchclient.FarmSettings;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.batchclient.models.BatchTaskConstraints;
import io.github.sealframe.batchclient.models.BatchTaskCreateParameters;
import io.github.sealframe.batchclient.models.EnvironmentSetting;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Many tasks, of nearly a kilobyte each, and a client that adds them. */
final class SampleTasks {
  private SampleTasks() {}

  static BatchTasks client(LocalEndpoints at, Resilience resilience) {
    return AzureFarm.batch(
            new FarmSettings(
                at.batch(),
                at.blob(),
                LocalServices.PRODUCTION,
                new FarmCredential.SharedKeys(at.account(), at.key(), at.account(), at.key()),
                Optional.empty()),
            resilience,
            call -> {})
        .tasks();
  }

  /** Made one by one, as they are asked for. */
  static Iterator<BatchTaskCreateParameters> source(int count) {
    return IntStream.range(0, count).mapToObj(SampleTasks::task).iterator();
  }

  private static String id(int number) {
    return Integer.toString(1_000_000 + number).substring(1);
  }

  private static String commandLine(int number) {
    return "/bin/sh -c 'exec ./render " + number + "'";
  }

  private static String arguments(int number) {
    return ("--sample " + number + " ").repeat(50);
  }

  private static BatchTaskCreateParameters task(int number) {
    return BatchTaskCreateParameters.builder(id(number), commandLine(number))
        .environmentSettings(
            List.of(
                new EnvironmentSetting("FRAME", Integer.toString(number)),
                new EnvironmentSetting("ARGUMENTS", arguments(number))))
        .constraints(new BatchTaskConstraints(Duration.ofHours(4), Duration.ofHours(1), 0))
        .build();
  }

  /** The same task for a client of somebody else. */
  static Map<String, Object> document(int number) {
    return Map.of(
        "id",
        id(number),
        "commandLine",
        commandLine(number),
        "environmentSettings",
        List.of(
            Map.of("name", "FRAME", "value", Integer.toString(number)),
            Map.of("name", "ARGUMENTS", "value", arguments(number))),
        "constraints",
        Map.of("maxWallClockTime", "PT4H", "retentionTime", "PT1H", "maxTaskRetryCount", 0));
  }

  /** Adds tasks to a job; every one of them has to be taken. */
  static long add(BatchTasks tasks, String job, int count) {
    return tasks.createTasks(
        job,
        source(count),
        refused -> {
          throw new IllegalStateException(refused.toString());
        });
  }
}
