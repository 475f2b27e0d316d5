package io.github.sealframe.core;

/**
 * The id of a pool in Azure Batch.
 *
 * @param value 1 to 64 letters, digits, hyphens and underscores
 */
public record PoolId(String value) {
  /**
   * @throws IllegalArgumentException when {@code value} has another form
   */
  public PoolId {
    BatchIds.check(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
