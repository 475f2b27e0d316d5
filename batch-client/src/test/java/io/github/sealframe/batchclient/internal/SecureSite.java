package io.github.sealframe.batchclient.internal;

import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;

import com.azure.core.http.HttpClient;
import com.azure.core.http.jdk.httpclient.JdkHttpClientBuilder;
import com.azure.core.util.Configuration;
import com.github.tomakehurst.wiremock.WireMockServer;
import java.io.IOException;
import java.net.ProxySelector;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * A server on a real socket, with TLS and the names of its certificate, and clients that reach it
 * by these.
 */
record SecureSite(Tls tls, WireMockServer server, Tunnel tunnel) implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  static SecureSite start(Tls tls) throws IOException {
    WireMockServer server =
        new WireMockServer(
            wireMockConfig()
                .bindAddress("127.0.0.1")
                .httpDisabled(true)
                .dynamicHttpsPort()
                .keystorePath(tls.keystore().toString())
                .keystoreType("PKCS12")
                .keystorePassword(Tls.PASSWORD)
                .keyManagerPassword(Tls.PASSWORD));
    server.start();
    return new SecureSite(tls, server, new Tunnel(server.httpsPort()));
  }

  HttpClient http() throws IOException, GeneralSecurityException {
    return http(tls.trusting(), TIMEOUT);
  }

  /** A client that comes through the tunnel, whatever host it asks for. */
  HttpClient http(SSLContext trust, Duration timeout) {
    return new JdkHttpClientBuilder(
            java.net.http.HttpClient.newBuilder()
                .sslContext(trust)
                .proxy(ProxySelector.of(tunnel.address())))
        .configuration(Configuration.NONE)
        .connectionTimeout(timeout)
        .responseTimeout(timeout)
        .readTimeout(timeout)
        .build();
  }

  /** Hosts with ports that clients asked for, each time. */
  List<String> hosts() {
    return tunnel.asked();
  }

  @Override
  public void close() throws IOException {
    tunnel.close();
    server.stop();
  }
}
