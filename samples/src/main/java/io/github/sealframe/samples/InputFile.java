package io.github.sealframe.samples;

import io.github.sealframe.core.ConfigurationRefusal;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that the command line names. */
final class InputFile {
  private InputFile() {}

  /**
   * The path itself, when a plain file is there: folders cannot be read, and pipes may never end.
   *
   * @param tried what the file is wanted for
   * @throws ConfigurationRefusal when there is none
   */
  static Path check(String tried, Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ConfigurationRefusal(
          tried,
          file.toString(),
          Files.exists(file) ? "it is no file" : "it is not there",
          "name a file that is");
    }
    return file;
  }
}
