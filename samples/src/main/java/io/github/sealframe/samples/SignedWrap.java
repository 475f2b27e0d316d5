package io.github.sealframe.samples;

import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.SavedFrames;
import io.github.sealframe.core.Wrap;
import io.github.sealframe.core.WrapReport;
import io.github.sealframe.integrity.SignedWrapReport;
import io.github.sealframe.integrity.SigningKey;
import io.github.sealframe.integrity.WrapReportRefusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * A wrap whose report is signed and kept: before the accounts are deleted, and again after it.
 *
 * @param farm what is taken away
 * @param wrap takes it away
 * @param signer signs
 * @param ended writes down on this machine that the production has ended
 */
record SignedWrap(WrapFarm farm, Wrap wrap, SigningKey signer, Runnable ended) {
  /** Where the report stays on this machine. */
  Path file() {
    return WorkFolder.report(farm.production().work(), farm.production().code());
  }

  /** Carries it out; see {@link Wrap#run} and {@link Wrap#close}. */
  SignedWrapReport run(Optional<SavedFrames> saved) throws IOException {
    if (wrap.isRecordGone()) {
      return written(wrap.close(last()));
    }
    SignedWrapReport report = written(wrap.run(saved));
    wrap.seal(report.text(), report.digest());
    ended.run();
    farm.wrapped(report.digest());
    return farm.parts().accounts().isEmpty() ? report : written(wrap.close(report.report()));
  }

  /** What the same person kept here before. */
  private Optional<WrapReport> earlier() throws IOException {
    try {
      return Files.exists(file()) ? Optional.of(last()) : Optional.empty();
    } catch (WrapReportRefusal e) {
      return Optional.empty();
    }
  }

  /** Without that of this machine nobody can tell what was in the accounts. */
  private WrapReport last() throws IOException {
    if (!Files.exists(file())) {
      throw new ConfigurationRefusal(
          "wrap",
          "production " + farm.production().code(),
          "its storage account is not there, and no report on this machine says what was in it",
          "check `resource-group`, or go on where it was wrapped, with the same --work");
    }
    return SignedWrapReport.read(file(), signer.reviewerKey()).report();
  }

  private SignedWrapReport written(WrapReport report) throws IOException {
    SignedWrapReport signed =
        SignedWrapReport.sign(earlier().map(report::after).orElse(report), signer);
    Files.createDirectories(file().getParent());
    OutputFile.write(
        file(),
        out -> out.write(signed.text().getBytes(StandardCharsets.UTF_8)),
        StandardCopyOption.REPLACE_EXISTING);
    return signed;
  }
}
