package io.github.sealframe.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Who is let in, by which name, and what is never told. */
class FrontDoorIT {

  private static final String TOKEN = "a-token-of-our-own-0123456789";
  private static final String POOLS = "/pools?api-version=2024-07-01.20.0";
  private static BatchEmulator emulator;
  private static RawHttp raw;

  @BeforeAll
  static void start() {
    emulator = BatchEmulator.start(BatchEmulator.Settings.defaults().withBearerToken(TOKEN));
    raw = new RawHttp(emulator.endpoint());
  }

  @AfterAll
  static void stop() {
    emulator.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "LocalHost", "localbatch.localhost"})
  void aRequestForThisMachineIsAnswered(String host) throws IOException {
    String answer = withToken("GET " + POOLS + " HTTP/1.1", host + ":" + raw.port(), TOKEN);
    assertThat(RawHttp.status(answer)).isEqualTo(200);
    assertThat(answer).matches(RawHttp::saysEmulator);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rebound.example.com:PORT",
        "127.0.0.1",
        "localhost",
        "127.0.0.1:1",
        "127.0.0.1.example.com:PORT",
        "localhost.:PORT",
        "other.localhost:PORT",
        "127.0.0.2:PORT",
        "127.1:PORT",
        "0.0.0.0:PORT",
        "user@127.0.0.1:PORT",
        ""
      })
  void aRequestThatCameByAnotherNameIsRefused(String host) throws IOException {
    String named = host.replace("PORT", Integer.toString(raw.port()));
    String answer = withToken("GET " + POOLS + " HTTP/1.1", named, TOKEN);
    assertThat(RawHttp.status(answer)).as(answer).isEqualTo(400);
    assertThat(answer).contains("\"code\":\"InvalidHeaderValue\"").matches(RawHttp::saysEmulator);
  }

  @Test
  void aRequestWhoseUrlNamesAnotherMachineIsRefused() throws IOException {
    String own = "127.0.0.1:" + raw.port();
    String foreign = "GET http://rebound.example.com:" + raw.port() + POOLS + " HTTP/1.1";
    assertThat(RawHttp.status(withToken(foreign, own, TOKEN))).isEqualTo(400);
    String ours = "GET http://" + own + POOLS + " HTTP/1.1";
    assertThat(RawHttp.status(withToken(ours, own, TOKEN))).isEqualTo(200);
    String answer = raw.send("GET " + POOLS + " HTTP/1.1", "Host: " + own, "Host: " + own);
    assertThat(RawHttp.status(answer)).isEqualTo(400);
  }

  @Test
  void anotherTokenIsRefusedAndSoIsAnyWithoutTokenMode() throws IOException {
    String answer = withToken("GET " + POOLS + " HTTP/1.1", own(), TOKEN + "0");
    assertThat(RawHttp.status(answer)).isEqualTo(403);
    assertThat(answer).contains("AuthenticationFailed").doesNotContain(TOKEN);
    answer =
        raw.send(
            "GET " + POOLS + " HTTP/1.1",
            "Host: " + own(),
            "Authorization: Bearer " + TOKEN,
            "Authorization: Bearer " + TOKEN);
    assertThat(RawHttp.status(answer)).isEqualTo(403);
    try (BatchEmulator without = BatchEmulator.start(BatchEmulator.Settings.defaults())) {
      RawHttp other = new RawHttp(without.endpoint());
      answer =
          other.send(
              "GET " + POOLS + " HTTP/1.1",
              "Host: 127.0.0.1:" + other.port(),
              "Authorization: Bearer " + TOKEN);
      assertThat(RawHttp.status(answer)).isEqualTo(403);
      assertThat(answer).contains("started without a bearer token");
      assertThat(without.bearerToken()).isEmpty();
    }
  }

  @Test
  void theKeyOpensBesideTheToken() {
    new BatchWire(emulator).get("/pools").expect(200);
  }

  @Test
  void aTokenIsRandomUnlessItIsGiven() {
    BatchEmulator.Settings settings = BatchEmulator.Settings.defaults();
    try (BatchEmulator one = BatchEmulator.start(settings.withBearerToken());
        BatchEmulator two = BatchEmulator.start(settings.withBearerToken())) {
      assertThat(one.bearerToken().orElseThrow())
          .hasSizeGreaterThan(80)
          .isNotEqualTo(two.bearerToken().orElseThrow());
    }
    assertThat(settings.withBearerToken(TOKEN).toString()).doesNotContain(TOKEN);
    for (String bad :
        new String[] {"", "short", "with a blank in it", "line\nline-line-line-line"}) {
      assertThatThrownBy(() -> settings.withBearerToken(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("at least 16");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://sts.windows.net/72f988bf-86f1-41af-91ab-2d7cd011db47/",
        "https://login.microsoftonline.com/72f988bf-86f1-41af-91ab-2d7cd011db47/v2.0",
        "https://LOGIN.microsoftonline.us/t/v2.0"
      })
  void aTokenOfAzureIsRefusedByNameAndToldNowhere(String issuer) throws IOException {
    String token = jwt("{\"aud\":\"https://batch.core.windows.net/\",\"iss\":\"" + issuer + "\"}");
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    Level before = root.getLevel();
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    root.setLevel(Level.TRACE);
    root.addAppender(log);
    String answer;
    try {
      answer = withToken("GET " + POOLS + " HTTP/1.1", own(), token);
    } finally {
      root.detachAppender(log);
      root.setLevel(before);
    }
    assertThat(RawHttp.status(answer)).isEqualTo(403);
    assertThat(answer).contains("no token of Microsoft Entra", "Sealframe emulator");
    String signature = token.substring(token.lastIndexOf('.') + 1);
    assertThat(answer).doesNotContain(signature);
    assertThat(log.list)
        .allSatisfy(
            event ->
                assertThat(event.getFormattedMessage() + event.getThrowableProxy())
                    .doesNotContain(signature));
    assertThatThrownBy(() -> BatchEmulator.Settings.defaults().withBearerToken(token))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("takes no credential of Azure")
        .hasMessageNotContaining(signature);
  }

  @Test
  void httpsIsSpokenWithACertificateThatClientsCanTrust(@TempDir Path folder) throws Exception {
    Path pem = folder.resolve("sub/emulator.pem");
    BatchEmulator.Settings settings = BatchEmulator.Settings.defaults().withHttps(pem);
    SSLContext first;
    try (BatchEmulator secure = BatchEmulator.start(settings)) {
      assertThat(secure.endpoint()).hasScheme("https");
      first = trusting(pem);
      BatchWire wire = new BatchWire(secure, client(first));
      wire.addPool("p", 0, "");
      BatchWire.Reply pool = wire.get("/pools/p").expect(200);
      assertThat(pool.json().path("url").asText()).isEqualTo(secure.endpoint() + "/pools/p");
      assertThat(pool.json().path("odata.metadata").asText()).startsWith(secure.endpoint() + "/");
      String answer =
          new RawHttp(first.getSocketFactory(), secure.endpoint().getPort())
              .send("GET " + POOLS + " HTTP/1.1", "Host: rebound.example.com");
      assertThat(RawHttp.status(answer)).isEqualTo(400);
      assertThat(new RawHttp(secure.endpoint()).send("GET /pools HTTP/1.1", "Host: a"))
          .doesNotContain("HTTP/1.1");
    }
    try (BatchEmulator secure = BatchEmulator.start(settings)) {
      assertThatThrownBy(() -> new BatchWire(secure, client(first)).get("/pools"))
          .hasCauseInstanceOf(SSLHandshakeException.class);
      new BatchWire(secure, client(trusting(pem))).get("/pools").expect(200);
    }
    assertThat(pem.getParent()).isDirectoryContaining(pem::equals);
    assertThat(pem.resolveSibling("emulator.pem.part")).doesNotExist();
  }

  @Test
  void itListensWhereItIsToldAndWarnsWhenOthersMayReachIt() throws Exception {
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.addAppender(log);
    BatchEmulator.Settings settings = BatchEmulator.Settings.defaults();
    try (BatchEmulator second =
            BatchEmulator.start(settings.withBindAddress(InetAddress.getByName("127.0.0.2")));
        BatchEmulator loopback = BatchEmulator.start(settings)) {
      assertThat(second.endpoint().getHost()).isEqualTo("127.0.0.2");
      new BatchWire(second).get("/pools").expect(200);
      assertThat(loopback.endpoint().getHost()).isEqualTo("127.0.0.1");
      assertThat(log.list).isEmpty();
    }
    try (BatchEmulator all =
        BatchEmulator.start(settings.withBindAddress(InetAddress.getByName("0.0.0.0")))) {
      assertThat(log.list)
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.getLevel()).isEqualTo(Level.WARN);
                assertThat(event.getFormattedMessage()).contains("not on loopback");
              });
      URI other = URI.create("http://127.0.0.2:" + all.endpoint().getPort());
      new BatchWire(all).get("/pools").expect(200);
      new BatchWire(other, all.accountName(), all.accountKey()).get("/pools").expect(200);
      RawHttp to = new RawHttp(all.endpoint());
      for (String host : new String[] {"rebound.example.com", "127.0.0.2", "0.0.0.0"}) {
        String answer = to.send("GET " + POOLS + " HTTP/1.1", "Host: " + host + ":" + to.port());
        assertThat(RawHttp.status(answer)).as(host).isEqualTo(400);
      }
    } finally {
      root.detachAppender(log);
    }
    assertThatThrownBy(
            () -> BatchEmulator.start(settings.withBindAddress(InetAddress.getByName("192.0.2.1"))))
        .isInstanceOf(EmulatorStartException.class)
        .hasMessageContaining("192.0.2.1:0");
  }

  @Test
  void theCertificateReplacesNothingElse(@TempDir Path folder) throws IOException {
    Path diary = folder.resolve("diary.txt");
    Files.writeString(diary, "Dear diary, today I rendered.");
    BatchEmulator.Settings settings = BatchEmulator.Settings.defaults().withHttps(diary);
    assertThatThrownBy(() -> BatchEmulator.start(settings))
        .isInstanceOf(EmulatorStartException.class)
        .hasMessageContaining(diary.toString());
    assertThat(diary).hasContent("Dear diary, today I rendered.");
  }

  private static String own() {
    return "127.0.0.1:" + raw.port();
  }

  private static String withToken(String request, String host, String token) throws IOException {
    return raw.send(request, "Host: " + host, "Authorization: Bearer " + token);
  }

  private static String jwt(String claims) {
    return encoded("{\"alg\":\"RS256\",\"typ\":\"JWT\"}")
        + "."
        + encoded(claims)
        + "."
        + encoded("the signature of this token is a secret");
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static HttpClient client(SSLContext trust) {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(trust).build();
  }

  private static SSLContext trusting(Path pem) throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    try (InputStream in = Files.newInputStream(pem)) {
      trusted.setCertificateEntry(
          "emulator", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
