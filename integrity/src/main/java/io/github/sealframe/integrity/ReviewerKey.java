package io.github.sealframe.integrity;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/**
 * A reviewer's public Ed25519 key. Immutable.
 *
 * @param base64 its X.509 SubjectPublicKeyInfo in base64: the line between the two dashed lines
 *     that {@code openssl pkey -pubout} writes
 */
public record ReviewerKey(String base64) {
  private static final String ALGORITHM = "Ed25519";

  /**
   * @throws IllegalArgumentException when {@code base64} has another form
   */
  public ReviewerKey {
    publicKey(base64);
  }

  private static PublicKey publicKey(String base64) {
    try {
      byte[] encoded = Base64.getDecoder().decode(base64);
      PublicKey key =
          KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(encoded));
      // One key has one text, so that keys can be compared as texts.
      if (Base64.getEncoder().encodeToString(key.getEncoded()).equals(base64)) {
        return key;
      }
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Said below: what is no base64 is no key either.
    }
    throw new IllegalArgumentException("it is no public Ed25519 key in base64");
  }

  /** Whether the owner of this key made {@code signature} over {@code bytes}. */
  boolean verifies(byte[] bytes, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(ALGORITHM);
      verifier.initVerify(publicKey(base64));
      verifier.update(bytes);
      return verifier.verify(signature);
    } catch (SignatureException | InvalidKeyException e) {
      return false; // Not even the form of a signature, or a key that is no point of the curve.
    } catch (GeneralSecurityException e) {
      throw new AssertionError("every Java platform from 15 on has Ed25519", e);
    }
  }

  @Override
  public String toString() {
    return base64;
  }
}
