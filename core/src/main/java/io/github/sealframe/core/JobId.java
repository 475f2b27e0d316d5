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

  /**
   * Refuses the id of another production's job, before anything is asked of it.
   *
   * @throws PolicyRefusal when it begins with another code
   */
  public void requireOf(ProductionCode own) {
    if (ProductionCode.in(value).filter(code -> !code.equals(own)).isPresent()) {
      throw new PolicyRefusal(
          "find",
          "job " + value,
          "it is not of production " + own,
          "take the production file that it was planned with (control "
              + OneProduction.CONTROL
              + ")");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
