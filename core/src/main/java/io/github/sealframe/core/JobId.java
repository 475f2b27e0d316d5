package io.github.sealframe.core;

/**
 * The id of a job in Azure Batch.
 *
 * @param value 1 to 64 letters, digits, hyphens and underscores; of a job that a schedule made,
 *     with {@code :job-N} after the schedule's id
 */
public record JobId(String value) {
  /**
   * @throws IllegalArgumentException when {@code value} has another form
   */
  public JobId {
    BatchIds.checkJob(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
