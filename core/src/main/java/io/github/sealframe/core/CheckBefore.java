package io.github.sealframe.core;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Before what a node checks the packages that it has. */
public enum CheckBefore {
  /** The renderer when the node joins, the scene before the first task of each job; all of both. */
  EACH_JOB,
  /** That, and before every task: the listing of both, and the digests of a sample of each. */
  EVERY_TASK;

  /** As it stands in plans and production files: {@code each-job} or {@code every-task}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The one with that label; empty when there is none. */
  public static Optional<CheckBefore> of(String label) {
    return Arrays.stream(values()).filter(value -> value.label().equals(label)).findFirst();
  }
}
