package io.github.sealframe.samples;

import io.github.sealframe.core.Journal;
import io.github.sealframe.core.JournalHead;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

    @Option(
        names = "--head",
        paramLabel = "LINES:SHA256",
        converter = Heads.class,
        description = "A head of the journal that was noted down; it has to come to that.")
    private List<JournalHead> heads = List.of();

    @Override
    public Integer call() throws IOException {
      Journal.Proved proved = Journal.verify(InputFile.check("verify the journal", file), heads);
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("ok", true);
      document.put("lines", proved.head().lines());
      document.put("head", proved.head().toString());
      document.put("machine", proved.machine());
      output.result(document, "ok, " + proved.head().lines() + " lines, head " + proved.head());
      return ExitCode.DONE;
    }
  }
}
