package io.github.sealframe.emulator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

/** Whom nodes trust over https. */
final class Trust {

  private Trust() {}

  /**
   * All whom the JVM trusts, and one more.
   *
   * @param pem a certificate
   * @throws EmulatorStartException when there is none in it
   */
  static SSLContext and(Path pem) {
    try (InputStream in = Files.newInputStream(pem)) {
      KeyStore all = KeyStore.getInstance(KeyStore.getDefaultType());
      all.load(null, null);
      all.setCertificateEntry(
          "own", CertificateFactory.getInstance("X.509").generateCertificate(in));
      for (TrustManager manager : factory(null).getTrustManagers()) {
        if (manager instanceof X509TrustManager x509) {
          for (X509Certificate one : x509.getAcceptedIssuers()) {
            all.setCertificateEntry("default-" + all.size(), one);
          }
        }
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, factory(all).getTrustManagers(), null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new EmulatorStartException(
          "The Batch emulator cannot read the certificate "
              + pem
              + " that its nodes are to trust: "
              + e
              + ". Name a PEM file with one.",
          e);
    }
  }

  private static TrustManagerFactory factory(KeyStore certificates)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(certificates);
    return factory;
  }
}
