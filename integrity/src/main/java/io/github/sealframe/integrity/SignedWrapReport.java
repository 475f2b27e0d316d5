package io.github.sealframe.integrity;

import io.github.sealframe.core.Sha256;
import io.github.sealframe.core.WrapReport;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/**
 * The report of a wrap with the signature of the key that stands in it, in the form of a signed
 * approval: lines, the last but two {@code key}, then {@code signature} over all before, then
 * {@code #end}. Immutable.
 */
public final class SignedWrapReport {
  private static final String HEADER = "#sealframe-wrap 1";
  private static final String KEY = "key ";
  private static final String SIGNATURE = "signature ";
  private static final String END = "#end";
  private static final int MAX_BYTES = 64 << 20;

  private final String text;

  private SignedWrapReport(String text) {
    this.text = text;
  }

  /** Signs. Control characters in the report's lines are escaped. */
  public static SignedWrapReport sign(WrapReport report, SigningKey key) {
    StringBuilder signed = new StringBuilder(HEADER).append('\n');
    report.lines().forEach(line -> signed.append(Names.printable(line)).append('\n'));
    signed.append(KEY).append(key.reviewerKey()).append('\n');
    byte[] signature = key.sign(signed.toString().getBytes(StandardCharsets.UTF_8));
    return new SignedWrapReport(
        signed + SIGNATURE + Base64.getEncoder().encodeToString(signature) + "\n" + END + "\n");
  }

  /**
   * Reads a report, and believes nothing that {@code key} has not signed.
   *
   * @param key of the person who is to have signed it
   * @throws WrapReportRefusal when it was changed, or is none of that person's
   */
  public static SignedWrapReport read(Path file, ReviewerKey key) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    if (bytes.length > MAX_BYTES) {
      throw new WrapReportRefusal(file, "it has more than " + MAX_BYTES + " bytes");
    }
    String text = new String(bytes, StandardCharsets.UTF_8);
    List<String> lines = text.lines().toList();
    int count = lines.size();
    if (count < 4 || !lines.get(0).equals(HEADER) || !lines.get(count - 1).equals(END)) {
      throw new WrapReportRefusal(file, "it is no whole report of version 1");
    }
    if (!lines.get(count - 3).equals(KEY + key)) {
      throw new WrapReportRefusal(file, "it is not signed with that key");
    }
    String last = lines.get(count - 2);
    String tail = last + "\n" + END + "\n";
    String signed = text.substring(0, Math.max(0, text.length() - tail.length()));
    if (!last.startsWith(SIGNATURE)
        || !Arrays.equals((signed + tail).getBytes(StandardCharsets.UTF_8), bytes)
        || !verifies(key, signed, last.substring(SIGNATURE.length()))) {
      throw new WrapReportRefusal(file, "it was changed after it was signed");
    }
    return new SignedWrapReport(text);
  }

  private static boolean verifies(ReviewerKey key, String signed, String signature) {
    try {
      return key.verifies(
          signed.getBytes(StandardCharsets.UTF_8), Base64.getDecoder().decode(signature));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** The report's lines, as {@link WrapReport#lines} gives them. */
  public List<String> lines() {
    List<String> lines = text.lines().toList();
    return lines.subList(1, lines.size() - 3);
  }

  /**
   * What it says.
   *
   * @throws IllegalArgumentException when that is no report, though somebody signed it
   */
  public WrapReport report() {
    return WrapReport.of(lines());
  }

  /** The whole text. */
  public String text() {
    return text;
  }

  /** SHA-256 of the text in UTF-8. */
  public Sha256 digest() {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }
}
