package io.github.sealframe.batchclient.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.http.policy.BearerTokenAuthenticationPolicy;
import com.azure.core.util.Configuration;
import io.github.sealframe.batchclient.BatchClient;
import io.github.sealframe.batchclient.BatchQuery;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.batchclient.ResilienceSettings;
import io.github.sealframe.core.AccessRefusal;
import io.github.sealframe.core.ServiceRefusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who answers is made sure of before anything is said: a token goes to nobody else. */
@Timeout(60)
@Tag("wf-onprem-tls")
class TlsFaultsIT {
  private static final String SCOPE = "https://batch.core.windows.net/.default";
  private static final String HEAD = "request-id: r1\r\nContent-Type: application/json\r\n";

  private static Tls valid;
  private static Tls expired;
  private static Tls ofAnother;

  private final Vault.Tokens tokens = new Vault.Tokens();

  @BeforeAll
  static void certify(@TempDir Path folder) throws Exception {
    Tls authority = Tls.authority(folder);
    valid = authority.certified("ip:127.0.0.1", 30);
    expired = authority.certified("ip:127.0.0.1", 1);
    ofAnother = authority.certified("dns:acct.westeurope.batch.azure.com", 30);
  }

  private BatchClient client(int port, SSLContext trust) {
    return client(port, trust, Duration.ofSeconds(20));
  }

  private BatchClient client(int port, SSLContext trust, Duration deadline) {
    URI endpoint = URI.create("https://127.0.0.1:" + port);
    return new BatchClient(
        new BatchConnection(
            Dialect.BATCH,
            endpoint,
            BatchPipeline.of(
                Dialect.BATCH,
                new RedactingClient(
                    new JdkHttpClientBuilder(
                            java.net.http.HttpClient.newBuilder().sslContext(trust))
                        .configuration(Configuration.NONE)
                        .build()),
                new BearerTokenAuthenticationPolicy(tokens, SCOPE)),
            new Resilience(
                new ResilienceSettings(
                    deadline,
                    3,
                    Duration.ofMillis(1),
                    Duration.ofMillis(5),
                    16,
                    1000,
                    1000,
                    100,
                    Duration.ofSeconds(1))),
            call -> {}));
  }

  private static OddServer server(Tls tls, String answer)
      throws IOException, GeneralSecurityException {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(tls.store(), Tls.PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    ServerSocket door =
        context
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    return new OddServer(door, (number, line) -> line.send(answer));
  }

  private static String answer(String status, String more, String body) {
    return "HTTP/1.1 %s\r\n%s%sContent-Length: %d\r\n\r\n%s"
        .formatted(status, HEAD, more, body.length(), body);
  }

  private static void read(BatchClient client) {
    client.tasks().getTask("j", "t");
  }

  @Test
  void talksToWhoeverHasACertificate() throws Exception {
    try (OddServer server = server(valid, answer("200 OK", "", "{\"id\":\"t\"}"))) {
      read(client(server.port(), valid.trusting()));

      assertThat(server.requests()).hasSize(1);
      assertThat(server.requests().get(0)).contains("Bearer " + Vault.Tokens.TOKEN);
    }
  }

  private void saysNothingTo(Tls tls, SSLContext trust) throws Exception {
    try (OddServer server = server(tls, answer("200 OK", "", "{\"id\":\"t\"}"))) {
      assertThatExceptionOfType(ServiceRefusal.class)
          .isThrownBy(() -> read(client(server.port(), trust)))
          .withMessage(
              "cannot read task t of job j: the certificate of the Batch endpoint"
                  + " https://127.0.0.1:"
                  + server.port()
                  + " is not trusted on this machine; check the address, and whether a proxy"
                  + " answers in its place")
          .withNoCause();
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void saysNothingToWhomItDoesNotTrust() throws Exception {
    saysNothingTo(valid, SSLContext.getDefault());
  }

  @Test
  void saysNothingToWhoHasTheCertificateOfAnother() throws Exception {
    saysNothingTo(ofAnother, ofAnother.trusting());
  }

  @Test
  void saysNothingWhenTheCertificateHasExpired() throws Exception {
    saysNothingTo(expired, expired.trusting());
  }

  @Test
  void takesNoTokenToAnotherWhenItIsChallenged() throws Exception {
    String challenge =
        "WWW-Authenticate: Bearer authorization=\"https://127.0.0.1:1/t\","
            + " resource=\"https://127.0.0.1:1\"\r\n";
    try (OddServer server =
        server(
            valid, answer("401 Unauthorized", challenge, "{\"code\":\"AuthenticationFailed\"}"))) {
      assertThatExceptionOfType(AccessRefusal.class)
          .isThrownBy(() -> read(client(server.port(), valid.trusting())))
          .withMessageContaining("HTTP 401 AuthenticationFailed");
      assertThat(server.requests()).hasSize(1);
      assertThat(tokens.asked()).hasSize(1);
      assertThat(tokens.asked().get(0).getScopes()).containsExactly(SCOPE);
    }
  }

  @Test
  void goesOnWithAListInTheOpenNever() throws Exception {
    try (Listener other = new Listener(Socket::close);
        OddServer server =
            server(
                valid,
                answer(
                    "200 OK",
                    "",
                    "{\"value\":[],\"odata.nextLink\":\"http://127.0.0.1:%d/\"}"
                        .formatted(other.port())))) {
      BatchClient client = client(server.port(), valid.trusting());
      assertThatExceptionOfType(ServiceRefusal.class)
          .isThrownBy(() -> client.tasks().listTasks("j", BatchQuery.ALL).toList())
          .withMessageContaining("the list goes on at another address");
      assertThat(server.requests()).hasSize(1);
      assertThat(other.heard()).isEmpty();
    }
  }

  @Test
  void saysNothingToWhoStopsInTheHandshake() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    try (Listener server = new Listener(client -> end.await())) {
      assertThatExceptionOfType(ServiceRefusal.class)
          .isThrownBy(() -> read(client(server.port(), valid.trusting(), Duration.ofSeconds(1))))
          .withMessageContaining("it did not end within 1 s, at the Batch endpoint")
          .withMessageContaining("https://127.0.0.1:" + server.port());
      server.assertThatNothingWasSaid();
    } finally {
      end.countDown();
    }
  }

  @Test
  void saysNothingToWhoBreaksTheHandshakeOff() throws Exception {
    try (Listener server = new Listener(Socket::close)) {
      assertThatExceptionOfType(ServiceRefusal.class)
          .isThrownBy(() -> read(client(server.port(), valid.trusting())))
          .withMessageContaining("the Batch endpoint https://127.0.0.1:" + server.port())
          .withMessageContaining(" broke, tried 3 times");
      server.assertThatNothingWasSaid();
    }
  }

  @Test
  void saysNothingToWhoSpeaksNoTls() throws Exception {
    byte[] plain = answer("200 OK", "", "{\"id\":\"t\"}").getBytes(StandardCharsets.US_ASCII);
    try (Listener server = new Listener(client -> client.getOutputStream().write(plain))) {
      assertThatExceptionOfType(ServiceRefusal.class)
          .isThrownBy(() -> read(client(server.port(), valid.trusting())))
          .withMessageContaining("https://127.0.0.1:" + server.port());
      server.assertThatNothingWasSaid();
    }
  }

  /** Hears the first bytes of each connection, as they are on the wire. */
  private static final class Listener implements AutoCloseable {
    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

    /** What is done once they were heard. */
    private interface Then {
      void act(Socket client) throws IOException, InterruptedException;
    }

    Listener(Then then) throws IOException {
      Thread thread = new Thread(() -> serve(then), "listener");
      thread.setDaemon(true);
      thread.start();
    }

    private void serve(Then then) {
      while (!door.isClosed()) {
        try (Socket client = door.accept()) {
          InputStream in = client.getInputStream();
          byte[] piece = new byte[1 << 16];
          int count = in.read(piece);
          synchronized (heard) {
            heard.write(piece, 0, Math.max(count, 0));
          }
          then.act(client);
        } catch (IOException | InterruptedException e) {
          // The door was closed, or the client went away.
        }
      }
    }

    int port() {
      return door.getLocalPort();
    }

    String heard() {
      synchronized (heard) {
        return heard.toString(StandardCharsets.ISO_8859_1);
      }
    }

    /** But for the handshake's first message. */
    void assertThatNothingWasSaid() {
      assertThat(heard()).isNotEmpty().doesNotContain("eyJ", "Bearer", "GET", "jobs", "HTTP/");
    }

    @Override
    public void close() throws IOException {
      door.close();
    }
  }
}
