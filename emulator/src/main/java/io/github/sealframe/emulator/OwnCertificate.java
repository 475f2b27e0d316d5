package io.github.sealframe.emulator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A certificate for the loopback address, made for one run of an emulator. Its private key is on
 * disk only while keytool makes it, and while an Azurite starts with it.
 */
final class OwnCertificate {

  private static final String ALIAS = "emulator";
  private static final String PASSWORD_VARIABLE = "SEALFRAME_KEY_STORE_PASSWORD";
  private static final int PASSWORD_BYTES = 24;
  private static final int LIMIT_SECONDS = 60;
  private static final String BEGIN = "-----BEGIN CERTIFICATE-----\n";

  private final KeyStore keys;
  private final String password;

  private OwnCertificate(KeyStore keys, String password) {
    this.keys = keys;
    this.password = password;
  }

  /**
   * Makes a certificate, and writes it, without its key, for clients to trust.
   *
   * @param what it is of, as a message says it
   * @param pem replaced when it is an older certificate
   * @param names besides 127.0.0.1 and localhost, as keytool writes alternative names
   * @throws EmulatorStartException when there is another file, or keytool fails
   */
  static OwnCertificate make(String what, Path pem, List<String> names) {
    try {
      if (Files.exists(pem) && !isCertificate(pem)) {
        throw new EmulatorStartException(
            what
                + " cannot write its certificate to "
                + pem
                + ": a file is there that is none. Name another file.");
      }
      OwnCertificate made = generate(names);
      write(pem, made.keys.getCertificate(ALIAS).getEncoded());
      return made;
    } catch (IOException | GeneralSecurityException e) {
      throw new EmulatorStartException(
          what
              + " cannot make its certificate and write it to "
              + pem
              + ": "
              + e
              + ". See to it that the JDK has keytool and the file's folder can be written.",
          e);
    }
  }

  /** Has keytool make a key and its certificate, and forgets the files that it made. */
  private static OwnCertificate generate(List<String> names)
      throws IOException, GeneralSecurityException {
    byte[] random = new byte[PASSWORD_BYTES];
    new SecureRandom().nextBytes(random);
    String password = Base64.getEncoder().encodeToString(random);
    Path folder = Files.createTempDirectory("sealframe-tls-");
    Path keyStore = folder.resolve("key.p12");
    Path log = folder.resolve("keytool.log");
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try {
      generate(keyStore, log, password, names);
      try (InputStream in = Files.newInputStream(keyStore)) {
        keys.load(in, password.toCharArray());
      }
    } finally {
      Files.deleteIfExists(keyStore);
      Files.deleteIfExists(log);
      Files.delete(folder);
    }
    return new OwnCertificate(keys, password);
  }

  /** What speaks TLS with it. */
  SSLContext context() {
    try {
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(keys, password.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(factory.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("A key that was just made cannot be used", e);
    }
  }

  /** Writes its private key to a file that only its owner may read, for who starts from files. */
  Path writeKey() throws IOException {
    Path file = Files.createTempFile("sealframe-tls-", ".pem");
    try {
      byte[] key = keys.getKey(ALIAS, password.toCharArray()).getEncoded();
      Files.writeString(file, pem("PRIVATE KEY", key));
      return file;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("A key that was just made cannot be read", e);
    }
  }

  private static String pem(String kind, byte[] encoded) {
    String lines =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII)).encodeToString(encoded);
    return "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
  }

  private static boolean isCertificate(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] start = in.readNBytes(BEGIN.length());
      return new String(start, StandardCharsets.US_ASCII).equals(BEGIN);
    }
  }

  private static void generate(Path keyStore, Path log, String password, List<String> names)
      throws IOException {
    String alternatives =
        Stream.concat(Stream.of("dns:localhost"), names.stream())
            .map(name -> "," + name)
            .collect(Collectors.joining("", "san=ip:127.0.0.1", ""));
    ProcessBuilder keytool =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    ALIAS,
                    "-keyalg",
                    "EC",
                    "-groupname",
                    "secp256r1",
                    "-dname",
                    "CN=Sealframe emulator",
                    "-ext",
                    alternatives,
                    "-ext",
                    "eku=serverAuth",
                    "-validity",
                    "365",
                    "-storetype",
                    "PKCS12",
                    "-keystore",
                    keyStore.toString(),
                    // Everyone on the machine may read the arguments of a process.
                    "-storepass:env",
                    PASSWORD_VARIABLE))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    keytool.environment().put(PASSWORD_VARIABLE, password);
    Process process = keytool.start();
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException("keytool made no certificate: " + Files.readString(log).trim());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the wait for keytool was interrupted", e);
    } finally {
      process.destroyForcibly();
    }
  }

  /** Beside the name and then onto it, so that nobody ever reads half a certificate. */
  private static void write(Path pem, byte[] encoded) throws IOException {
    Path folder = pem.toAbsolutePath().getParent();
    Files.createDirectories(folder);
    Path part = folder.resolve(pem.getFileName() + ".part");
    Files.writeString(part, pem("CERTIFICATE", encoded));
    Files.move(part, pem, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
