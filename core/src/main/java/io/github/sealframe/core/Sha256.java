package io.github.sealframe.core;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** A SHA-256 digest. The digest of a manifest is the <em>pin</em> of a package. Immutable. */
public final class Sha256 {
  private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");
  private static final HexFormat HEX = HexFormat.of();

  /** A text would take thrice the memory, and there may be a million. */
  private final long first;

  private final long second;
  private final long third;
  private final long fourth;

  /**
   * @param hex 64 lower-case hexadecimal digits
   * @throws IllegalArgumentException when it is not
   */
  public Sha256(String hex) {
    if (!FORM.matcher(hex).matches()) {
      throw new IllegalArgumentException("not 64 lower-case hexadecimal digits");
    }
    this.first = HexFormat.fromHexDigitsToLong(hex, 0, 16);
    this.second = HexFormat.fromHexDigitsToLong(hex, 16, 32);
    this.third = HexFormat.fromHexDigitsToLong(hex, 32, 48);
    this.fourth = HexFormat.fromHexDigitsToLong(hex, 48, 64);
  }

  private Sha256(ByteBuffer digest) {
    this.first = digest.getLong();
    this.second = digest.getLong();
    this.third = digest.getLong();
    this.fourth = digest.getLong();
  }

  /** Digests {@code bytes}. */
  public static Sha256 of(byte[] bytes) {
    MessageDigest digest = digest();
    digest.update(bytes);
    return of(digest);
  }

  /** A new {@link MessageDigest} for SHA-256; not thread-safe, as every message digest. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** Ends {@code digest}, which is reset by it. */
  public static Sha256 of(MessageDigest digest) {
    return new Sha256(ByteBuffer.wrap(digest.digest()));
  }

  /** 64 lower-case hexadecimal digits. */
  public String hex() {
    return HEX.toHexDigits(first)
        + HEX.toHexDigits(second)
        + HEX.toHexDigits(third)
        + HEX.toHexDigits(fourth);
  }

  /** The name that content with this digest has in a blob container. */
  public String blobName() {
    String hex = hex();
    return "sha256/" + hex.substring(0, 2) + "/" + hex;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sha256 digest
        && first == digest.first
        && second == digest.second
        && third == digest.third
        && fourth == digest.fourth;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(first);
  }

  @Override
  public String toString() {
    return hex();
  }
}
