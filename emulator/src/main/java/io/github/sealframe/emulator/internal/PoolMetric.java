package io.github.sealframe.emulator.internal;

import java.util.Optional;
import java.util.stream.Stream;

/** What is sampled of a pool, by the name that formulas give it. */
enum PoolMetric {
  ACTIVE_TASKS("$ActiveTasks", false),
  RUNNING_TASKS("$RunningTasks", false),
  PENDING_TASKS("$PendingTasks", false),
  SUCCEEDED_TASKS("$SucceededTasks", false),
  FAILED_TASKS("$FailedTasks", false),
  TASK_SLOTS_PER_NODE("$TaskSlotsPerNode", true),
  CURRENT_DEDICATED_NODES("$CurrentDedicatedNodes", true),
  CURRENT_LOW_PRIORITY_NODES("$CurrentLowPriorityNodes", true),
  USABLE_NODE_COUNT("$UsableNodeCount", true),
  PREEMPTED_NODE_COUNT("$PreemptedNodeCount", true),
  SAMPLE_NODE_COUNT("$SampleNodeCount", true);

  private final String text;
  private final boolean hasValue;

  PoolMetric(String text, boolean hasValue) {
    this.text = text;
    this.hasValue = hasValue;
  }

  static Optional<PoolMetric> of(String name) {
    return Stream.of(values()).filter(metric -> metric.text.equals(name)).findFirst();
  }

  String text() {
    return text;
  }

  /** Whether its name alone stands for its value now. */
  boolean hasValue() {
    return hasValue;
  }
}
