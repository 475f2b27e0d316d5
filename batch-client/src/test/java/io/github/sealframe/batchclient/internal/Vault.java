package io.github.sealframe.batchclient.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.HttpClient;
import com.github.tomakehurst.wiremock.client.MappingBuilder;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import reactor.core.publisher.Mono;

/** A key vault on a real socket, with TLS and its own name, and clients of it. */
final class Vault implements AutoCloseable {
  static final String NAMES = "dns:*.vault.azure.net,dns:login.microsoftonline.com,ip:127.0.0.1";
  static final String TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47";
  static final String CHALLENGE =
      "Bearer authorization=\"https://login.microsoftonline.com/"
          + TENANT
          + "\", resource=\"https://vault.azure.net\"";

  /** The client library remembers challenges by host, for as long as the JVM lives. */
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final SecureSite site;
  private final VaultAddress address =
      VaultAddress.of(
          URI.create("https://studio-" + NUMBER.incrementAndGet() + ".vault.azure.net"));
  private final Tokens tokens = new Tokens();

  private Vault(SecureSite site) {
    this.site = site;
  }

  static Vault start(Tls tls) throws IOException {
    Vault vault = new Vault(SecureSite.start(tls));
    vault.challenge(CHALLENGE);
    return vault;
  }

  /** Answers who shows no token. */
  void challenge(String challenge) {
    site.server()
        .stubFor(
            any(anyUrl())
                .atPriority(1)
                .withHeader("Authorization", absent())
                .willReturn(aResponse().withStatus(401).withHeader("WWW-Authenticate", challenge)));
  }

  /** Answers who shows a token, whatever is asked for. */
  void answer(ResponseDefinitionBuilder answer) {
    stub(any(anyUrl()).willReturn(answer));
  }

  /** Answers for Microsoft Entra ID, which has the same socket. */
  void sign(ResponseDefinitionBuilder answer) {
    site.server()
        .stubFor(
            WireMock.post(WireMock.urlPathEqualTo("/" + TENANT + "/oauth2/v2.0/token"))
                .atPriority(1)
                .willReturn(answer));
  }

  void stub(MappingBuilder mapping) {
    site.server().stubFor(mapping.atPriority(2));
  }

  ResponseDefinitionBuilder secret(String name, String value, String attributes) {
    return aResponse()
        .withHeader("Content-Type", "application/json")
        .withBody(
            """
            {"value":"%s","id":"%s/secrets/%s/4387e9f3d6e14c459867679a90fd0f79",
             "attributes":{%s,"recoveryLevel":"Recoverable"},"contentType":"x","tags":{"a":"b"}}
            """
                .formatted(value, address, name, attributes));
  }

  /** An error in Key Vault's form, with a sentence that nobody is to see. */
  static ResponseDefinitionBuilder error(int status, String code, String inner) {
    return aResponse()
        .withStatus(status)
        .withHeader("Content-Type", "application/json")
        .withHeader("x-ms-request-id", "0f8fad5b-d9cb-469f-a165-70867728950e")
        .withBody(
            """
            {"error":{"code":"%s","message":"CANARY sentence","innererror":%s}}
            """
                .formatted(code, inner.isEmpty() ? "null" : "{\"code\":\"" + inner + "\"}"));
  }

  static String attributes(Instant created) {
    return "\"enabled\":true,\"created\":%d,\"updated\":%d"
        .formatted(created.getEpochSecond(), created.getEpochSecond());
  }

  VaultAddress address() {
    return address;
  }

  Tokens tokens() {
    return tokens;
  }

  /** Asks four times at most. */
  KeyVaultSecrets client(Clock clock) throws IOException, GeneralSecurityException {
    return new KeyVaultSecrets(
        address,
        new SignIn(tokens),
        http(),
        Wire.resilience(4, Duration.ofSeconds(30)),
        clock,
        call -> {});
  }

  HttpClient http(SSLContext trust, Duration timeout) {
    return site.http(trust, timeout);
  }

  HttpClient http() throws IOException, GeneralSecurityException {
    return site.http();
  }

  /** Hosts that clients asked for. */
  List<String> hosts() {
    return site.hosts();
  }

  List<LoggedRequest> requests() {
    return site.server().findAll(anyRequestedFor(anyUrl()));
  }

  /** Requests with a token: those that were more than a way to learn of the challenge. */
  List<LoggedRequest> signed() {
    return site.server()
        .findAll(anyRequestedFor(anyUrl()).withHeader("Authorization", WireMock.matching(".+")));
  }

  @Override
  public void close() throws IOException {
    site.close();
  }

  /** Gives a token to whoever asks, and remembers what for. */
  static final class Tokens implements TokenCredential {
    static final String TOKEN = "eyJhbGciOiJub25lIn0.eyJhdWQiOiJDQU5BUlkifQ.CANARYtoken";

    private final List<TokenRequestContext> asked = new CopyOnWriteArrayList<>();

    List<TokenRequestContext> asked() {
      return asked;
    }

    @Override
    public Mono<AccessToken> getToken(TokenRequestContext context) {
      return Mono.fromSupplier(() -> getTokenSync(context));
    }

    @Override
    public AccessToken getTokenSync(TokenRequestContext context) {
      asked.add(context);
      return new AccessToken(TOKEN, OffsetDateTime.now(ZoneOffset.UTC).plusHours(1));
    }
  }
}
