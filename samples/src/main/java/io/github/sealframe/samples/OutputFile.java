package io.github.sealframe.samples;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.CopyOption;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** A file that the command line names to be written. */
final class OutputFile {
  private OutputFile() {}

  /** What a file will hold. */
  @FunctionalInterface
  interface Text {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * The folder that {@code file} will be in.
   *
   * @throws NotDirectoryException when it is not there
   */
  static Path folder(Path file) throws NotDirectoryException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new NotDirectoryException(String.valueOf(folder));
    }
    return folder;
  }

  /** Writes beside {@code file} and moves it into place, so that it is whole or not there. */
  static void write(Path file, Text text, CopyOption... move) throws IOException {
    Path part = folder(file).resolve(file.getFileName() + ".part");
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
        text.writeTo(out);
      }
      Files.move(part, file, move);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
