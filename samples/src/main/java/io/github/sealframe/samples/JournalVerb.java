package io.github.sealframe.samples;

import io.github.sealframe.core.Journal;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Journals. */
@Command(
    name = "journal",
    description = "Proves a journal of what this machine did for a production.",
    mixinStandardHelpOptions = true,
    subcommands = {JournalVerb.Verify.class})
final class JournalVerb implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "there is no verb");
  }

  /** Proves one. */
  @Command(
      name = "verify",
      description = "Checks that each line follows the one before it, to the last one.",
      mixinStandardHelpOptions = true)
  static final class Verify implements Callable<Integer> {
    @Mixin private Output output;

    @Parameters(paramLabel = "FILE", description = "The journal, in the folder of --work.")
    private Path file;

    @Override
    public Integer call() throws IOException {
      long lines = Journal.verify(InputFile.check("verify the journal", file));
      output.result(Map.of("ok", true, "lines", lines), "ok, " + lines + " lines");
      return ExitCode.DONE;
    }
  }
}
