package io.github.sealframe.core;

/**
 * The id of a node in Azure Batch.
 *
 * @param value 1 to 64 letters, digits, hyphens and underscores
 */
public record NodeId(String value) {
  /**
   * @throws IllegalArgumentException when {@code value} has another form
   */
  public NodeId {
    BatchIds.check(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
