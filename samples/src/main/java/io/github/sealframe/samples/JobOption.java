package io.github.sealframe.samples;

import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.JobId;

/** Reads a job's id from the command line or the bridge. */
final class JobOption {
  private JobOption() {}

  /**
   * Reads an id.
   *
   * @throws ConfigurationRefusal when it cannot be one
   */
  static JobId parse(String text) {
    try {
      return new JobId(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationRefusal(
          "find", "the job", e.getMessage(), "take the job's id as `submit` printed it");
    }
  }
}
