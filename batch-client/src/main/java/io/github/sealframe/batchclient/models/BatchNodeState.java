package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** State of a node. */
public final class BatchNodeState extends ExpandableStringEnum<BatchNodeState> {
  /** Runs no task and can take one. */
  public static final BatchNodeState IDLE = fromString("idle");

  public static final BatchNodeState REBOOTING = fromString("rebooting");

  public static final BatchNodeState REIMAGING = fromString("reimaging");

  /** Runs one or more tasks other than its StartTask. */
  public static final BatchNodeState RUNNING = fromString("running");

  /** The service cannot use it: agent lost, disk full, network blocked. */
  public static final BatchNodeState UNUSABLE = fromString("unusable");

  /** Is allocated, but its machine has not started. */
  public static final BatchNodeState CREATING = fromString("creating");

  /** The service's agent starts. */
  public static final BatchNodeState STARTING = fromString("starting");

  /** The StartTask runs, and tasks wait for its success. */
  public static final BatchNodeState WAITING_FOR_START_TASK = fromString("waitingforstarttask");

  /** The StartTask failed after all retries, and tasks wait for its success. */
  public static final BatchNodeState START_TASK_FAILED = fromString("starttaskfailed");

  /** The service has lost contact with it. */
  public static final BatchNodeState UNKNOWN = fromString("unknown");

  /** Is being removed by a resize or by request. */
  public static final BatchNodeState LEAVING_POOL = fromString("leavingpool");

  /** Runs no task, and scheduling on it is disabled. */
  public static final BatchNodeState OFFLINE = fromString("offline");

  /** A spot node that Azure took back; its tasks run again. */
  public static final BatchNodeState PREEMPTED = fromString("preempted");

  public static final BatchNodeState UPGRADING_OS = fromString("upgradingos");

  public static final BatchNodeState DEALLOCATED = fromString("deallocated");

  public static final BatchNodeState DEALLOCATING = fromString("deallocating");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private BatchNodeState() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static BatchNodeState fromString(String name) {
    return fromString(name, BatchNodeState.class);
  }
}
