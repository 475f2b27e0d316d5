package io.github.sealframe.batchclient;

import java.time.Duration;

/** With what nodes read packages and input, and write output. Immutable; holds no secret. */
public sealed interface NodeRights {
  /**
   * A user-assigned managed identity: what Azure is used with.
   *
   * @param resourceId its resource id
   */
  record Identity(String resourceId) implements NodeRights {}

  /**
   * A user-delegation SAS in each task, for nodes without an identity: to be chosen only where they
   * cannot have one, since everyone who may read the job can use it while it lives. A pool never
   * holds a SAS, so its StartTask can fetch nothing: its image must hold what it needs.
   *
   * @param jobLimit how long a job may live, and each SAS; more than zero, at most 6 days and 23
   *     hours. The service ends a job that reaches it.
   */
  record TaskSas(Duration jobLimit) implements NodeRights {}

  /** Nothing of their own: for the emulator only. */
  record OfEmulator() implements NodeRights {}
}
