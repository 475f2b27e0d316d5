package io.github.sealframe.emulator;

/**
 * The emulator or Azurite could not be started; nothing was left running. The message says what to
 * do.
 */
public final class EmulatorStartException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  EmulatorStartException(String message) {
    super(message);
  }

  EmulatorStartException(String message, Throwable cause) {
    super(message, cause);
  }
}
