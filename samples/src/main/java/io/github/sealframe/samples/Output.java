package io.github.sealframe.samples;

import java.io.IOException;
import java.io.PrintStream;
import picocli.CommandLine.Option;

/** What every verb prints: one result on stdout, all else on stderr. */
final class Output {
  private final PrintStream out;
  private final PrintStream err;

  @Option(names = "--json", description = "Print one JSON document on stdout, nothing else there.")
  private boolean json;

  @Option(names = "--quiet", description = "Print no progress.")
  private boolean quiet;

  // Failure looks for the word itself: it also prints what keeps the words from being understood.
  @SuppressWarnings("unused")
  @Option(names = "--verbose", description = "Print the cause of a failure.")
  private boolean verbose;

  Output(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Prints the result of the verb: {@code document} with --json, {@code text} without. */
  void result(Object document, String text) throws IOException {
    out.println(json ? Json.text(document) : text);
    if (out.checkError()) {
      throw new IOException("the result cannot be written to stdout");
    }
  }

  /** Prints something that is good to know, on stderr. */
  void note(String line) {
    if (!quiet) {
      err.println(line);
    }
  }

  /** Prints what somebody has to know to judge the result, on stderr, with --quiet too. */
  void warn(String line) {
    err.println(line);
  }

  /**
   * Progress of a render; silent with --quiet. The start script knows whether stderr is a terminal.
   */
  Progress progress() {
    return new Progress(err, quiet, Boolean.getBoolean("sealframe.terminal"));
  }
}
