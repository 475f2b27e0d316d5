package io.github.sealframe.core;

import java.util.regex.Pattern;

/** The form that ids have in Azure Batch. */
final class BatchIds {
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  /** A job that a schedule made is called {@code SCHEDULE:job-N}. */
  private static final Pattern JOB = Pattern.compile(FORM + "(:job-[0-9]{1,10})?");

  private BatchIds() {}

  static void check(String value) {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "an id is 1 to 64 letters, digits, hyphens and underscores");
    }
  }

  static void checkJob(String value) {
    if (!JOB.matcher(value).matches()) {
      check(value);
    }
  }
}
