package io.github.sealframe.samples;

import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.SavedFrames;
import io.github.sealframe.core.Wrap;
import io.github.sealframe.core.WrapReport;
import io.github.sealframe.integrity.ReviewerKey;
import io.github.sealframe.integrity.SignedWrapReport;
import io.github.sealframe.integrity.SigningKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends a production. */
@Command(
    name = "wrap",
    description = {
      "Ends a production for ever: ends its jobs, and deletes them, its pools, containers, secrets",
      "and the local caches. What remains stands in a report that is signed. Run it again to go on."
    },
    mixinStandardHelpOptions = true,
    subcommands = WrapVerb.Verify.class)
final class WrapVerb implements Callable<Integer> {
  private static final String TRIED = "wrap";

  @Mixin private Output output;
  @Mixin private FarmOptions options;

  @Option(
      names = "--confirm",
      paramLabel = "CODE",
      description = "The production's code, to say that this one is meant.")
  private String confirm;

  @Option(
      names = "--key",
      paramLabel = "FILE",
      description =
          "The private key that signs the report, as openssl genpkey -algorithm ed25519 makes it.")
  private Path key;

  @Option(
      names = "--outputs",
      paramLabel = "DIR",
      description =
          "A folder that the frames were downloaded to, or one above it; may be given again. Every"
              + " frame in storage has to be in one of them.")
  private List<Path> outputs = List.of();

  @Option(
      names = "--discard-outputs",
      description = "Give up frames that were not downloaded, and what jobs still render.")
  private boolean discard;

  @Option(
      names = "--delete-accounts",
      description = {
        "Delete the Batch account, key vault, nodes' identity and storage account too, once the",
        "report of all else is kept on this machine: with the storage account the record, the",
        "reports and the journal in it go."
      })
  private boolean deleteAccounts;

  @Option(
      names = "--dry-run",
      description = "List what there is, and change nothing. Needs no key.")
  private boolean look;

  @Override
  public Integer call() throws IOException {
    ProductionCode production = options.production().code();
    refuseUnlessMeant(production);
    Optional<SigningKey> signer = signer();
    Optional<SavedFrames> saved = discard ? Optional.empty() : Optional.of(SavedFrames.in(outputs));
    try (WrapFarm farm = options.openToWrap(deleteAccounts)) {
      Wrap wrap = farm.wrap(Clock.systemUTC(), farm.journal().andThen(output::note));
      if (signer.isEmpty()) {
        WrapReport there = wrap.look();
        output.result(document(there), text(there));
        return ExitCode.DONE;
      }
      SignedWrap run = new SignedWrap(farm, wrap, signer.get(), () -> options.end(production));
      SignedWrapReport signed = run.run(saved);
      WrapReport report = signed.report();
      Map<String, Object> document = document(report);
      document.put("report", run.file().toString());
      document.put("digest", signed.digest().hex());
      document.put("publicKey", signer.get().reviewerKey().base64());
      output.result(
          document, text(report) + "\nreport " + run.file() + ", SHA-256 " + signed.digest());
      return ExitCode.DONE;
    }
  }

  private void refuseUnlessMeant(ProductionCode production) {
    if (!production.value().equals(confirm)) {
      throw new ConfigurationRefusal(
          TRIED,
          "production " + production,
          "nobody said that this one is meant",
          "say --confirm with its code, after a look with --dry-run");
    }
  }

  private Optional<SigningKey> signer() throws IOException {
    if (look) {
      return Optional.empty();
    }
    if (key == null) {
      throw new ConfigurationRefusal(
          TRIED,
          "the production",
          "there is no key to sign the report with",
          "name one with --key, or look first with --dry-run");
    }
    return Optional.of(SigningKey.read(InputFile.check("read the key", key)));
  }

  private static Map<String, Object> document(WrapReport report) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("production", report.production().value());
    document.put("begun", report.begun().toString());
    document.put("listed", report.listed().toString());
    document.put("downloaded", report.downloaded());
    document.put("discarded", report.discarded());
    document.put("removed", report.removed());
    document.put("remains", report.remains());
    document.put("foreign", report.foreign());
    return document;
  }

  private static String text(WrapReport report) {
    return String.join("\n", report.lines());
  }

  /** Verifies a report. */
  @Command(
      name = "verify",
      description = "Checks that a report is as somebody signed it, and prints it.",
      mixinStandardHelpOptions = true)
  static final class Verify implements Callable<Integer> {
    @Mixin private Output output;

    @Parameters(paramLabel = "REPORT", description = "The report.")
    private Path report;

    @Option(
        names = "--key",
        required = true,
        paramLabel = "KEY",
        description =
            "The public key of who wrapped the production, in base64, as `openssl pkey -pubout`"
                + " writes it.")
    private String key;

    @Override
    public Integer call() throws IOException {
      SignedWrapReport read =
          SignedWrapReport.read(InputFile.check("read the report", report), publicKey());
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("ok", true);
      document.put("digest", read.digest().hex());
      document.put("lines", read.lines());
      output.result(document, String.join("\n", read.lines()));
      return ExitCode.DONE;
    }

    private ReviewerKey publicKey() {
      try {
        return new ReviewerKey(key);
      } catch (IllegalArgumentException e) {
        throw new ConfigurationRefusal(
            "verify the wrap report with",
            "--key",
            e.getMessage(),
            "take the line between the dashed ones that `openssl pkey -pubout` writes");
      }
    }
  }
}
