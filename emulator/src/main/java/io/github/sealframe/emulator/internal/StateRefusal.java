package io.github.sealframe.emulator.internal;

import java.io.IOException;

/** The state of an account cannot be used; one line says why and what to do. */
public final class StateRefusal extends IOException {

  private static final long serialVersionUID = 1;

  StateRefusal(String message) {
    super(message);
  }

  StateRefusal(String message, Throwable cause) {
    super(message, cause);
  }
}
