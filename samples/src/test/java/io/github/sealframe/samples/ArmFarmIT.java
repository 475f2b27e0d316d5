package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sealframe.emulator.BatchEmulator;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our own client as it is used in Azure, against emulators: tokens over https, a pool with an
 * identity from Azure Resource Manager, and no SAS anywhere.
 */
class ArmFarmIT {

  private static final String PASSWORD = "changeit";

  @TempDir private Path folder;

  /** In a JVM of its own: the account's name is looked up, and certificates are trusted, there. */
  @Test
  void aJobRunsInAPoolWithAnIdentity() throws Exception {
    Path batchPem = folder.resolve("batch.pem");
    Path blobPem = folder.resolve("blob.pem");
    try (LocalServices services =
        LocalServices.start(
            BatchEmulator.Settings.defaults().withBearerToken().withHttps(batchPem),
            0,
            Optional.of(blobPem),
            Optional.empty())) {
      LocalEndpoints at = services.endpoints();
      String host = at.account() + ".localhost";
      Path hosts = Files.writeString(folder.resolve("hosts"), "127.0.0.1 localhost " + host + "\n");
      try (ChildJvm client =
          new ChildJvm(
              List.of(
                  "-Djdk.net.hosts.file=" + hosts,
                  "-Djavax.net.ssl.trustStore=" + trusting(batchPem, blobPem),
                  "-Djavax.net.ssl.trustStorePassword=" + PASSWORD),
              ArmFarmClient.class,
              URI.create("https://" + host + ":" + at.batch().getPort()).toString(),
              at.blob().toString(),
              services.bearerToken().orElseThrow())) {
        assertThat(client.line()).isEqualTo("made: true, again: false, drift: []");
        assertThat(client.line()).isEqualTo("drift of waived: []");
        assertThat(client.line())
            .isEqualTo("task: TaskCounts[waiting=0, running=0, succeeded=1, failed=0]");
        assertThat(client.line()).isEqualTo("record: verified a scene");
      }
    }
  }

  private Path trusting(Path... certificates) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    for (Path certificate : certificates) {
      try (InputStream in = Files.newInputStream(certificate)) {
        store.setCertificateEntry(
            certificate.getFileName().toString(),
            CertificateFactory.getInstance("X.509").generateCertificate(in));
      }
    }
    Path file = folder.resolve("trust.p12");
    try (var out = Files.newOutputStream(file)) {
      store.store(out, PASSWORD.toCharArray());
    }
    return file;
  }
}
