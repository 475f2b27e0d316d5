package io.github.sealframe.batchclient.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for this test run, self-signed unless an authority gave it out. Only who is given
 * {@link #trusting} trusts it.
 *
 * @param keystore PKCS #12 file with certificate and key
 */
record Tls(Path keystore) {
  static final String PASSWORD = "changeit";

  private static final int LIMIT_SECONDS = 60;

  /**
   * Makes a certificate.
   *
   * @param folder where to
   * @param names as keytool writes them, as in {@code dns:*.example.com,ip:127.0.0.1}
   */
  static Tls make(Path folder, String names) throws IOException, InterruptedException {
    Path keystore = folder.resolve("tls.p12");
    keytool(keystore, pair("test", "-ext", "san=" + names));
    return new Tls(keystore);
  }

  /** Makes an authority that gives out certificates. */
  static Tls authority(Path folder) throws IOException, InterruptedException {
    Path keystore = folder.resolve("authority.p12");
    keytool(keystore, pair("authority", "-ext", "bc:c"));
    return new Tls(keystore);
  }

  /**
   * Has this authority give out a certificate.
   *
   * @param days for how many days, from three days ago
   */
  Tls certified(String names, int days) throws IOException, InterruptedException {
    Path to = Files.createTempFile(keystore.getParent(), "tls", ".p12");
    Files.copy(keystore, to, StandardCopyOption.REPLACE_EXISTING);
    keytool(
        to,
        pair("test", "-signer", "authority", "-ext", "san=" + names),
        "-startdate",
        "-3d",
        "-validity",
        Integer.toString(days));
    return new Tls(to);
  }

  private static List<String> pair(String alias, String... more) {
    List<String> command =
        new ArrayList<>(
            List.of("-genkeypair", "-alias", alias, "-dname", "CN=" + alias, "-keyalg", "EC"));
    command.addAll(List.of("-groupname", "secp256r1"));
    command.addAll(List.of(more));
    return command;
  }

  private static void keytool(Path keystore, List<String> command, String... more)
      throws IOException, InterruptedException {
    Path log = keystore.resolveSibling("keytool.log");
    List<String> all = new ArrayList<>();
    all.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    all.add("-J-XX:TieredStopAtLevel=1");
    all.addAll(command);
    all.addAll(List.of(more));
    all.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
    all.addAll(List.of("-keystore", keystore.toString()));
    Process process =
        new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IllegalStateException("keytool made no certificate: " + Files.readString(log));
    }
  }

  /** The certificate with its key, and nothing else. */
  KeyStore store() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(keystore)) {
      store.load(in, PASSWORD.toCharArray());
    }
    store.deleteEntry("authority");
    return store;
  }

  /** A context that trusts this certificate, or the authority that gave it out, and no other. */
  SSLContext trusting() throws IOException, GeneralSecurityException {
    Certificate[] chain = store().getCertificateChain("test");
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("test", chain[chain.length - 1]);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
