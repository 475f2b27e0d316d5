package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line, run inside the test's JVM or as a process of its own. */
final class Cli {
  private Cli() {}

  /**
   * What a run left behind.
   *
   * @param exitCode its exit code
   * @param out what it printed on stdout
   * @param err what it printed on stderr
   */
  record Run(int exitCode, String out, String err) {
    JsonNode json() {
      assertThat(out.lines()).as("one JSON document, stderr: %s", err).hasSize(1);
      return Json.parse(out);
    }

    Run exits(int expected) {
      assertThat(exitCode).as("stdout: %s\nstderr: %s", out, err).isEqualTo(expected);
      return this;
    }

    /** The refusal: exactly one line on stderr that tells it. */
    String refusal() {
      List<String> lines = err.lines().filter(line -> line.startsWith("sealframe: ")).toList();
      assertThat(lines).as("stderr: %s", err).hasSize(1);
      return lines.get(0);
    }
  }

  static Run run(String... args) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int exitCode =
        Sealframe.run(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            args);
    return new Run(
        exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** Starts a run in a JVM of its own; the caller ends it. */
  static Process start(Path stdout, Path stderr, String... args) throws IOException {
    return builder(args).redirectOutput(stdout.toFile()).redirectError(stderr.toFile()).start();
  }

  static ProcessBuilder builder(String... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Sealframe.class.getName()));
    command.addAll(List.of(args));
    return new ProcessBuilder(command);
  }
}
