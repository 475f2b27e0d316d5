package io.github.sealframe.emulator.internal;

/** A node's agent may not ask storage by an identity; the message says why. */
final class NoTokenException extends Exception {

  private static final long serialVersionUID = 1L;

  NoTokenException(String message) {
    super(message);
  }
}
