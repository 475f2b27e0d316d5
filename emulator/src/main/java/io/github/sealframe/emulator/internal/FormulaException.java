package io.github.sealframe.emulator.internal;

/** An autoscale formula cannot be read or evaluated; the message says where and why. */
final class FormulaException extends Exception {

  private static final long serialVersionUID = 1L;

  FormulaException(String message) {
    super(message);
  }
}
