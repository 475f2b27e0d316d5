package io.github.sealframe.emulator.internal;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Makes what cannot be guessed. Thread-safe. */
final class Secrets {

  private static final int BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private Secrets() {}

  /** Digits and small letters: Microsoft's library for Node.js knows no other in an address. */
  static String next() {
    byte[] bytes = new byte[BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
