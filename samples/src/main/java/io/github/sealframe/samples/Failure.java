package io.github.sealframe.samples;

import io.github.sealframe.core.AccessRefusal;
import io.github.sealframe.core.CapacityRefusal;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.FrameExpressionException;
import io.github.sealframe.core.HeldRefusal;
import io.github.sealframe.core.IntegrityRefusal;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.Refusal;
import io.github.sealframe.emulator.EmulatorStartException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.ParameterException;

/**
 * What a verb that did not succeed leaves behind: a kind for programs, lines for people and an exit
 * code.
 *
 * @param kind one word
 * @param exitCode of {@link ExitCode}
 * @param lines each says what was tried, on what, why it failed and what to do
 * @param cause what was thrown
 */
record Failure(String kind, int exitCode, List<String> lines, Throwable cause) {

  static Failure of(Throwable thrown) {
    if (thrown instanceof Refusal refusal) {
      return of(refusal);
    }
    if (thrown instanceof ParameterException e) {
      String verb = e.getCommandLine().getCommandSpec().qualifiedName();
      String why = e.getMessage().lines().findFirst().orElse("").replaceFirst("^Error: ", "");
      return new Failure(
          "usage",
          ExitCode.USAGE,
          List.of(Refusal.line("run", "`" + verb + "`", why, "see `" + verb + " --help`")),
          thrown);
    }
    if (thrown instanceof FrameExpressionException e) {
      return new Failure(
          "usage",
          ExitCode.USAGE,
          List.of(Refusal.line("read", "the frames", e.getMessage(), "write them as in 1-24")),
          thrown);
    }
    if (thrown instanceof EmulatorStartException) {
      return new Failure("configuration", ExitCode.USAGE, List.of(thrown.getMessage()), thrown);
    }
    if (thrown instanceof IOException e) {
      return of(e);
    }
    if (thrown instanceof UncheckedIOException e) {
      return of(e.getCause());
    }
    return new Failure(
        "unexpected",
        ExitCode.UNEXPECTED,
        List.of(
            Refusal.line(
                "finish", "the command", thrown.toString(), "run it again with --verbose")),
        thrown);
  }

  private static Failure of(Refusal refusal) {
    if (refusal instanceof ConfigurationRefusal e) {
      return new Failure("configuration", ExitCode.USAGE, e.problems(), refusal);
    }
    List<String> line = List.of(refusal.getMessage());
    if (refusal instanceof IntegrityRefusal) {
      return new Failure("integrity", ExitCode.INTEGRITY, line, refusal);
    }
    if (refusal instanceof HeldRefusal) {
      return new Failure("held", ExitCode.HELD, line, refusal);
    }
    if (refusal instanceof PolicyRefusal e) {
      return new Failure("policy", ExitCode.POLICY, e.problems(), refusal);
    }
    if (refusal instanceof CapacityRefusal) {
      return new Failure("capacity", ExitCode.CAPACITY, line, refusal);
    }
    if (refusal instanceof AccessRefusal) {
      return new Failure("access", ExitCode.ACCESS, line, refusal);
    }
    return new Failure("service", ExitCode.UNEXPECTED, line, refusal);
  }

  private static Failure of(IOException e) {
    String on = e instanceof FileSystemException file ? file.getFile() : "a file or a connection";
    String why = why(e);
    boolean usage = e instanceof FileSystemException;
    return new Failure(
        usage ? "configuration" : "unexpected",
        usage ? ExitCode.USAGE : ExitCode.UNEXPECTED,
        List.of(Refusal.line("read or write", on, why, "check the path and try again")),
        e);
  }

  private Map<String, Object> document() {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("kind", kind);
    document.put("exit", exitCode);
    document.put("messages", lines);
    return document;
  }

  private static String why(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "it is not there";
    }
    if (e instanceof NotDirectoryException) {
      return "it is no folder";
    }
    if (e instanceof AccessDeniedException) {
      return "it may not be opened";
    }
    if (e instanceof FileAlreadyExistsException || e instanceof DirectoryNotEmptyException) {
      return "something else is there";
    }
    if (e instanceof FileSystemException file && file.getReason() != null) {
      return file.getReason().toLowerCase(Locale.ROOT);
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }

  /** Whether somebody has interrupted this process: what fails then, fails because of that. */
  private static boolean isEnding() {
    Thread probe = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(probe);
      Runtime.getRuntime().removeShutdownHook(probe);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  int print(PrintStream out, PrintStream err, String... words) {
    if (isEnding()) {
      return ExitCode.INTERRUPTED;
    }
    List<String> args = Arrays.asList(words);
    lines.forEach(line -> err.println("sealframe: " + line));
    if (args.contains("--verbose")) {
      cause.printStackTrace(err);
    }
    if (args.contains("--json")) {
      out.println(Json.text(Map.of("error", document())));
    }
    return exitCode;
  }
}
