package io.github.sealframe.integrity;

import io.github.sealframe.core.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * An approval with the signature of the key that stands in it. Whether that key is to be trusted is
 * another question, which {@link ReviewedPackages} answers. Its text is normative (version 1).
 * Immutable.
 */
public final class SignedApproval {
  /** The most bytes that a text may have. */
  public static final int MAX_BYTES = 4096;

  static final String HEADER = "#sealframe-approval 1";
  static final String END = "#end";

  private final Approval approval;
  private final ReviewerKey key;
  private final String text;

  SignedApproval(Approval approval, ReviewerKey key, String text) {
    this.approval = approval;
    this.key = key;
    this.text = text;
  }

  /** Signs. */
  public static SignedApproval sign(Approval approval, SigningKey key) {
    String signed = signedText(approval, key.reviewerKey());
    byte[] signature = key.sign(signed.getBytes(StandardCharsets.UTF_8));
    String text =
        signed + "signature " + Base64.getEncoder().encodeToString(signature) + "\n" + END + "\n";
    return new SignedApproval(approval, key.reviewerKey(), text);
  }

  private static String signedText(Approval approval, ReviewerKey key) {
    return String.join(
        "\n",
        HEADER,
        "pin " + approval.pin(),
        "package " + approval.packageName(),
        "version " + approval.version(),
        "builder " + approval.builder(),
        "reviewer " + approval.reviewer(),
        "approved " + approval.approved(),
        "expires " + approval.expires(),
        "evidence " + approval.evidence(),
        "key " + key,
        "");
  }

  /**
   * Reads an approval strictly: it is exactly what {@link #sign} makes, with a signature that
   * verifies, or it is refused.
   *
   * @throws ApprovalRefusal when it is no signed approval of version 1
   */
  public static SignedApproval read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return parse(in.readNBytes(MAX_BYTES + 1), file.toString());
    }
  }

  /**
   * Reads the approval {@code text}, as {@link #read} does.
   *
   * @param source what the text is, for messages
   * @throws ApprovalRefusal when it is no signed approval of version 1
   */
  public static SignedApproval parse(byte[] text, String source) {
    return new ApprovalReader(text, source).read();
  }

  /** What was approved. */
  public Approval approval() {
    return approval;
  }

  /** The key that verifies the signature. */
  public ReviewerKey key() {
    return key;
  }

  /** The whole text. */
  public String text() {
    return text;
  }

  /** SHA-256 of the text in UTF-8. */
  public Sha256 digest() {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SignedApproval signed && text.equals(signed.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "approval " + digest();
  }
}
