package io.github.sealframe.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;

/** Ed25519 keys in files, as openssl writes them. */
final class SigningKeys {
  private SigningKeys() {}

  /** A new private key, for its owner only, and beside it the public one. */
  static Path make(Path file) throws IOException, GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    Base64.Encoder base64 = Base64.getEncoder();
    Files.writeString(
        file,
        "-----BEGIN PRIVATE KEY-----\n"
            + base64.encodeToString(pair.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(Path.of(file + ".pub"), base64.encodeToString(pair.getPublic().getEncoded()));
    return file;
  }

  /** The public key of one that was made, in base64. */
  static String publicKey(Path file) throws IOException {
    return Files.readString(Path.of(file + ".pub"));
  }
}
