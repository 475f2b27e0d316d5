package io.github.sealframe.samples;

import io.github.sealframe.core.AuditReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Tells of every control of the guide whether it is kept. */
@Command(
    name = "audit",
    description = {
      "Tells of every control of the guide whether the production keeps it, what was looked at, and",
      "what to do. Changes nothing. What an emulator shows passes nothing."
    },
    mixinStandardHelpOptions = true)
final class AuditVerb implements Callable<Integer> {
  @Mixin private Output output;
  @Mixin private FarmOptions options;

  @Option(
      names = "--format",
      paramLabel = "text|json|html",
      description = "What the report is (default: text).")
  private Format format = Format.TEXT;

  @Option(names = "-o", paramLabel = "FILE", description = "Write the report there.")
  private Path file;

  @Option(
      names = "--probe-vault",
      description =
          "Try as well to list the vault's secrets, which has to be refused; its log shows that.")
  private boolean probe;

  /** What a report can be. */
  private enum Format {
    TEXT,
    JSON,
    HTML
  }

  @Override
  public Integer call() throws IOException {
    if (file != null) {
      OutputFile.folder(file); // An audit takes a while: what cannot be written is said first.
    }
    AuditSubject subject = options.subject(probe);
    AuditReport report = Audit.of(subject);
    String text =
        switch (format) {
          case TEXT -> AuditText.of(report);
          case JSON -> Json.text(AuditDocument.of(report));
          case HTML -> AuditPage.of(report);
        };
    if (file == null) {
      output.result(AuditDocument.of(report), text);
    } else {
      byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
      OutputFile.write(file, out -> out.write(bytes), StandardCopyOption.REPLACE_EXISTING);
      output.result(
          Map.of("report", file.toString(), "summary", AuditDocument.counts(report)),
          AuditText.counts(report) + "; the report is " + file);
    }
    return report.hasFailures() ? ExitCode.POLICY : ExitCode.DONE;
  }
}
