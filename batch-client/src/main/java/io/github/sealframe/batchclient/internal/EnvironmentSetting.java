package io.github.sealframe.batchclient.internal;

import io.github.sealframe.core.GateTask;
import java.util.List;
import java.util.Map;

/** An environment variable of what runs on a node. */
record EnvironmentSetting(String name, String value) {
  /** What {@code task} is told, in the order of the names. */
  static List<EnvironmentSetting> of(GateTask task) {
    return task.environment().entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(entry -> new EnvironmentSetting(entry.getKey(), entry.getValue()))
        .toList();
  }
}
