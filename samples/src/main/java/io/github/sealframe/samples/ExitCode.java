package io.github.sealframe.samples;

/** Exit codes of the command line. */
final class ExitCode {
  static final int DONE = 0;
  static final int UNEXPECTED = 1;
  static final int USAGE = 2;
  static final int INTEGRITY = 3;
  static final int HELD = 4;
  static final int FAILED_FRAMES = 5;
  static final int POLICY = 6;
  static final int CAPACITY = 7;
  static final int ACCESS = 8;
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
