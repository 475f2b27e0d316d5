package io.github.sealframe.emulator.internal;

/**
 * Ends a run before its command, or while its outputs are uploaded, with what the API will show as
 * the reason.
 */
final class CommandFailure extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Failure failure;

  CommandFailure(Failure failure) {
    super(failure.message(), null, false, false);
    this.failure = failure;
  }

  Failure failure() {
    return failure;
  }
}
