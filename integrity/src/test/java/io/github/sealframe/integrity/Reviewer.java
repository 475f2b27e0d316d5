package io.github.sealframe.integrity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;

/** Keys of reviewers, made anew. */
final class Reviewer {
  private Reviewer() {}

  /** A key in a file that only its owner can use. */
  static SigningKey key(Path folder) throws IOException {
    try {
      byte[] key =
          KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded();
      return SigningKey.read(
          file(
              folder,
              "-----BEGIN PRIVATE KEY-----\n"
                  + Base64.getEncoder().encodeToString(key)
                  + "\n-----END PRIVATE KEY-----\n"));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static Path file(Path folder, String text) throws IOException {
    Path file =
        Files.createTempFile(
            folder,
            "key",
            ".pem",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return Files.writeString(file, text);
  }
}
