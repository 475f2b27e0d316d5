package io.github.sealframe.samples;

import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.Refusal;
import io.github.sealframe.integrity.Approval;
import io.github.sealframe.integrity.Manifest;
import io.github.sealframe.integrity.PackageVersion;
import io.github.sealframe.integrity.SignedApproval;
import io.github.sealframe.integrity.SigningKey;
import io.github.sealframe.integrity.Words;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Signs for a package. Has no standard options: its {@code --version} is the package's. */
@Command(name = "approve", description = "Signs the record that a reviewer looked at a package.")
final class ApproveVerb implements Callable<Integer> {
  private static final String TRIED = "approve the package with";

  @Mixin private Output output;

  @SuppressWarnings("unused")
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help message and exit.")
  private boolean help;

  @Parameters(paramLabel = "MANIFEST", description = "The manifest of the package.")
  private Path manifest;

  @Option(
      names = "--package",
      required = true,
      paramLabel = "NAME",
      description = "The package's name, as in blender.")
  private String name;

  @Option(
      names = "--version",
      required = true,
      paramLabel = "V",
      description = "The package's version, numbers joined by dots.")
  private String version;

  @Option(
      names = "--builder",
      required = true,
      paramLabel = "NAME",
      description = "Who built the package.")
  private String builder;

  @Option(
      names = "--reviewer",
      required = true,
      paramLabel = "NAME",
      description = "Who looked at it, as named in the production file; not the builder.")
  private String reviewer;

  @Option(
      names = "--evidence",
      required = true,
      paramLabel = "TEXT",
      description = "What was looked at, as the number of a report.")
  private String evidence;

  @Option(
      names = "--expires",
      required = true,
      paramLabel = "DATE",
      description = "From when on it holds no longer, in UTC: 2027-01-31 or 2027-01-31T12:00:00Z.")
  private String expires;

  @Option(
      names = "--key",
      required = true,
      paramLabel = "FILE",
      description = "The reviewer's private key, as openssl genpkey -algorithm ed25519 makes it.")
  private Path key;

  @Option(
      names = "-o",
      required = true,
      paramLabel = "FILE",
      description = "The record, named *.approval to be found in a folder of records.")
  private Path file;

  @Override
  public Integer call() throws IOException {
    Manifest approved = Manifest.read(InputFile.check("read the manifest", manifest));
    Approval approval = approval(approved);
    SigningKey signer = SigningKey.read(InputFile.check("read the key", key));
    SignedApproval signed = SignedApproval.sign(approval, signer);
    write(signed);
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("pin", approval.pin().hex());
    document.put("record", signed.digest().hex());
    document.put("reviewer", approval.reviewer().value());
    document.put("expires", approval.expires().toString());
    document.put("publicKey", signed.key().base64());
    output.result(
        document,
        String.format(
            "package %s is approved by %s until %s%nkey %s",
            approval.pin(), approval.reviewer(), approval.expires(), signed.key()));
    return ExitCode.DONE;
  }

  /** All that is wrong is told at once. */
  private Approval approval(Manifest approved) {
    List<String> problems = new ArrayList<>();
    Optional<Words> packageName = value("--package", name, Words::new, problems);
    Optional<PackageVersion> number = value("--version", version, PackageVersion::new, problems);
    Optional<Words> by = value("--builder", builder, Words::new, problems);
    Optional<Words> reviewedBy = value("--reviewer", reviewer, Words::new, problems);
    Optional<Words> what = value("--evidence", evidence, Words::new, problems);
    Optional<Instant> end = value("--expires", expires, ApproveVerb::date, problems);
    Instant now = Approval.wholeSeconds(Clock.systemUTC().instant());
    if (end.isPresent() && !end.get().isAfter(now)) {
      problem("--expires " + expires, "it is past", "name a later date", problems);
    }
    if (by.isPresent() && reviewedBy.isPresent() && by.get().isLike(reviewedBy.get())) {
      problem(
          "--reviewer " + reviewer,
          "the reviewer is the builder",
          "have somebody else look at the package",
          problems);
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationRefusal(problems);
    }
    return new Approval(
        approved.pin(),
        packageName.orElseThrow(),
        number.orElseThrow(),
        by.orElseThrow(),
        reviewedBy.orElseThrow(),
        now,
        end.orElseThrow(),
        what.orElseThrow());
  }

  /** Keyboards and terminals differ in how they write an accent; a record has one way. */
  private static <T> Optional<T> value(
      String option, String text, Function<String, T> form, List<String> problems) {
    try {
      return Optional.of(form.apply(Normalizer.normalize(text, Normalizer.Form.NFC)));
    } catch (IllegalArgumentException e) {
      problem(option, e.getMessage(), "see sealframe approve --help", problems);
      return Optional.empty();
    }
  }

  private static void problem(String on, String why, String next, List<String> problems) {
    problems.add(Refusal.line(TRIED, on, why, next));
  }

  private static Instant date(String text) {
    return Approval.instant(text.length() == "2027-01-31".length() ? text + "T00:00:00Z" : text);
  }

  private void write(SignedApproval signed) throws IOException {
    byte[] bytes = signed.text().getBytes(StandardCharsets.UTF_8);
    if (Files.exists(file)) {
      if (Files.isRegularFile(file)
          && Files.size(file) == bytes.length
          && Arrays.equals(Files.readAllBytes(file), bytes)) {
        return;
      }
      throw new ConfigurationRefusal(
          "write the record to", file.toString(), "something else is there", "name another file");
    }
    OutputFile.write(file, out -> out.write(bytes));
  }
}
