package io.github.sealframe.integrity;

import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.PolicyRefusal;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A reviewer's private Ed25519 key. Never printed, and kept in memory alone. Thread-safe. */
public final class SigningKey {
  private static final String TRIED = "sign with the key";
  private static final String MAKE_ONE = "make one with openssl genpkey -algorithm ed25519";
  private static final String ALGORITHM = "Ed25519";
  private static final int MAX_BYTES = 10_000;
  private static final Pattern PEM =
      Pattern.compile(
          "\\s*-----BEGIN ([A-Z0-9 ]+)-----\\s+([A-Za-z0-9+/=\\s]+)-----END \\1-----\\s*");
  private static final Set<PosixFilePermission> OWNERS =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private final PrivateKey key;
  private final ReviewerKey reviewerKey;

  private SigningKey(PrivateKey key, ReviewerKey reviewerKey) {
    this.key = key;
    this.reviewerKey = reviewerKey;
  }

  /**
   * Reads a key as {@code openssl genpkey -algorithm ed25519} writes it: PKCS#8 in PEM.
   *
   * @throws ConfigurationRefusal when it is something else, or encrypted
   * @throws PolicyRefusal when group or others have any right on the file
   * @throws UnsupportedOperationException on a system without Unix modes
   */
  public static SigningKey read(Path file) throws IOException {
    if (!OWNERS.containsAll(Files.getPosixFilePermissions(file))) {
      throw new PolicyRefusal(
          TRIED,
          file.toString(),
          "group or others may use the file",
          "run chmod 600 on it (control cli-no-session-cache)");
    }
    String text;
    try (InputStream in = Files.newInputStream(file)) {
      text = new String(in.readNBytes(MAX_BYTES), StandardCharsets.ISO_8859_1);
    }
    Matcher pem = PEM.matcher(text);
    if (text.contains("ENCRYPTED")) {
      throw refusal(
          file, "it is encrypted", "decrypt it with umask 077; openssl pkey -in FILE -out OTHER");
    }
    if (!pem.matches() || !pem.group(1).equals("PRIVATE KEY")) {
      throw refusal(file, "it is no private key as PKCS#8 in PEM", MAKE_ONE);
    }
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(pem.group(2));
      PrivateKey key =
          KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      return new SigningKey(key, reviewerKey(key));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Without the cause: it might quote the key.
      throw refusal(file, "it is no Ed25519 key", MAKE_ONE);
    }
  }

  /**
   * The JDK computes a public key only while it makes a pair, from 32 random bytes: it is given
   * those of the private key. That the two belong together is then tried out.
   */
  private static ReviewerKey reviewerKey(PrivateKey key) throws GeneralSecurityException {
    byte[] secret = ((EdECPrivateKey) key).getBytes().orElseThrow();
    KeyPairGenerator pairs = KeyPairGenerator.getInstance(ALGORITHM);
    pairs.initialize(NamedParameterSpec.ED25519, new Given(secret));
    byte[] encoded = pairs.generateKeyPair().getPublic().getEncoded();
    ReviewerKey reviewerKey = new ReviewerKey(Base64.getEncoder().encodeToString(encoded));
    byte[] probe = {1};
    if (!reviewerKey.verifies(probe, sign(key, probe))) {
      throw new AssertionError("this Java platform makes Ed25519 keys in a way not foreseen");
    }
    return reviewerKey;
  }

  private static byte[] sign(PrivateKey key, byte[] bytes) throws GeneralSecurityException {
    Signature signer = Signature.getInstance(ALGORITHM);
    signer.initSign(key);
    signer.update(bytes);
    return signer.sign();
  }

  private static ConfigurationRefusal refusal(Path file, String why, String next) {
    return new ConfigurationRefusal(TRIED, file.toString(), why, next);
  }

  /** The public key that verifies what this one signs. */
  public ReviewerKey reviewerKey() {
    return reviewerKey;
  }

  byte[] sign(byte[] bytes) {
    try {
      return sign(key, bytes);
    } catch (GeneralSecurityException e) {
      throw new AssertionError("the key has signed before", e);
    }
  }

  /** "Random" bytes that are known. */
  private static final class Given extends SecureRandom {
    private static final long serialVersionUID = 1;

    private final byte[] bytes;

    Given(byte[] bytes) {
      this.bytes = bytes.clone();
    }

    @Override
    public void nextBytes(byte[] target) {
      if (target.length != bytes.length) {
        throw new AssertionError("this Java platform wants other random bytes than foreseen");
      }
      System.arraycopy(bytes, 0, target, 0, target.length);
    }
  }
}
