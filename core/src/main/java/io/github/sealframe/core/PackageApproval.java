package io.github.sealframe.core;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * A renderer package's approval, checked.
 *
 * @param text the signed record, as the reviewer made it
 * @param reviewer who approved the package
 * @param expires from when on it holds no longer
 */
public record PackageApproval(String text, String reviewer, Instant expires) {
  /** SHA-256 of the text in UTF-8. */
  public Sha256 digest() {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Where the record with that digest lies, for whoever asks later what a job rested on. */
  public static BlobRef place(Sha256 digest) {
    return new BlobRef(ContainerRole.CONTROL, "approvals/" + digest + ".approval");
  }
}
