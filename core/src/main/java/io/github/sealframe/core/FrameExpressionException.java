package io.github.sealframe.core;

/** A frame expression that has no meaning here, with the column where it stops having one. */
public final class FrameExpressionException extends IllegalArgumentException {
  private final int column;

  FrameExpressionException(int column, String message) {
    super("column " + column + ": " + message);
    this.column = column;
  }

  /** Where, counted in UTF-16 characters from 1. */
  public int column() {
    return column;
  }
}
