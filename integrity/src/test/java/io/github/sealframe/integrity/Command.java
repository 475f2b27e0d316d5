package io.github.sealframe.integrity;

import java.io.IOException;

/** Runs commands that a test needs. */
final class Command {
  private Command() {}

  static void ran(String... command) throws IOException, InterruptedException {
    int code = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (code != 0) {
      throw new IOException(String.join(" ", command) + " ended with " + code);
    }
  }
}
