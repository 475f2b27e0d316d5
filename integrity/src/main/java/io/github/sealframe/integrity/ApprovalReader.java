package io.github.sealframe.integrity;

import io.github.sealframe.core.Sha256;
import io.github.sealframe.integrity.ApprovalRefusal.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.function.Function;

/** Reads one approval, line by line, and refuses at the first thing that is not as it must be. */
final class ApprovalReader {
  private static final int SIGNATURE_BYTES = 64;

  private final byte[] text;
  private final String source;
  private int at;
  private int number;

  ApprovalReader(byte[] text, String source) {
    this.text = text;
    this.source = source;
  }

  SignedApproval read() {
    if (text.length > SignedApproval.MAX_BYTES) {
      number = 1;
      throw refuse(Kind.LIMIT, "at most " + SignedApproval.MAX_BYTES + " bytes", "more");
    }
    header(line());
    Sha256 pin = value("pin", Sha256::new);
    Words packageName = value("package", Words::new);
    PackageVersion version = value("version", PackageVersion::new);
    Words builder = value("builder", Words::new);
    Words reviewer = value("reviewer", Words::new);
    if (reviewer.isLike(builder)) {
      throw refuse(
          Kind.SELF_REVIEW,
          "a reviewer who is not the builder " + quote(builder.value()),
          quote(reviewer.value()));
    }
    Instant approved = value("approved", Approval::instant);
    Instant expires = value("expires", Approval::instant);
    if (!expires.isAfter(approved)) {
      throw refuse(Kind.DATES, "a date after " + approved, "`" + expires + "`");
    }
    Words evidence = value("evidence", Words::new);
    ReviewerKey key = value("key", ReviewerKey::new);
    byte[] signed = Arrays.copyOf(text, at);
    byte[] signature = value("signature", ApprovalReader::signature);
    if (!key.verifies(signed, signature)) {
      throw refuse(Kind.SIGNATURE, "the signature of the key over all lines before", "another");
    }
    String end = line();
    if (!end.equals(SignedApproval.END)) {
      throw refuse(Kind.LINE, "`" + SignedApproval.END + "`", quote(end));
    }
    if (at < text.length) {
      number++;
      throw refuse(Kind.TRAILING, "nothing after `" + SignedApproval.END + "`", "more text");
    }
    return new SignedApproval(
        new Approval(pin, packageName, version, builder, reviewer, approved, expires, evidence),
        key,
        new String(text, StandardCharsets.UTF_8));
  }

  private void header(String line) {
    if (line.startsWith("\uFEFF")) {
      throw refuse(Kind.BYTE_ORDER_MARK, "no byte-order mark", "one");
    }
    if (!line.equals(SignedApproval.HEADER)) {
      boolean other = line.startsWith("#sealframe-approval ");
      throw refuse(
          other ? Kind.VERSION : Kind.HEADER, "`" + SignedApproval.HEADER + "`", quote(line));
    }
  }

  private <T> T value(String name, Function<String, T> form) {
    String line = line();
    if (!line.startsWith(name + " ")) {
      throw refuse(Kind.LINE, "a line `" + name + "`", quote(line));
    }
    String value = line.substring(name.length() + 1);
    try {
      return form.apply(value);
    } catch (IllegalArgumentException e) {
      throw refuse(Kind.VALUE, "a value of `" + name + "`", quote(value) + ": " + e.getMessage());
    }
  }

  private static byte[] signature(String base64) {
    byte[] signature = Base64.getDecoder().decode(base64);
    // Base64 has several texts for some bytes; one signature has one text here.
    if (signature.length != SIGNATURE_BYTES
        || !Base64.getEncoder().encodeToString(signature).equals(base64)) {
      throw new IllegalArgumentException("it is not " + SIGNATURE_BYTES + " bytes in base64");
    }
    return signature;
  }

  /** The next line, without its line feed; a text that ends before one is refused. */
  private String line() {
    number++;
    int start = at;
    while (at < text.length && text[at] != '\n') {
      at++;
    }
    if (at == text.length) {
      throw refuse(
          Kind.TRUNCATED,
          "`" + SignedApproval.END + "` and a line feed at the end",
          at == start ? "the end of the text" : "a last line without line feed");
    }
    int length = at - start;
    at++;
    if (length > 0 && text[start + length - 1] == '\r') {
      throw refuse(Kind.CARRIAGE_RETURN, "a line feed alone", "a carriage return before it");
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(text, start, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw refuse(Kind.ENCODING, "UTF-8", "bytes that are not");
    }
  }

  private ApprovalRefusal refuse(Kind kind, String expected, String found) {
    return new ApprovalRefusal(source, kind, number, expected, found);
  }

  private static String quote(String text) {
    String cut = text.length() > 120 ? text.substring(0, 120) + "..." : text;
    return "`" + Names.printable(cut) + "`";
  }
}
