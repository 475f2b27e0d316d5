package io.github.sealframe.core;

import java.nio.file.Path;

/** A journal whose lines are not the ones that were written, or that was cut off in one. */
public final class JournalRefusal extends IntegrityRefusal {
  private static final long serialVersionUID = 1L;

  private final long line;

  JournalRefusal(Path file, long line, String why) {
    super(
        "read the journal",
        file.toString(),
        "line " + line + ": " + why,
        "keep the file as evidence, find out who changed it, and move it away to go on");
    this.line = line;
  }

  /** The first line that is wrong, counted from 1. */
  public long line() {
    return line;
  }
}
