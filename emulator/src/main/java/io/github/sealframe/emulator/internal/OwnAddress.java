package io.github.sealframe.emulator.internal;

import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Where the emulator answers, and the only names by which it may be asked for.
 *
 * <p>A web page can have its own name resolve to this machine and then speak to any port here as if
 * it were its own; what it cannot do is send another {@code Host} than that name. Thread-safe.
 */
final class OwnAddress {

  private final String url;
  private final Set<String> hosts;

  /**
   * @param scheme {@code http} or {@code https}
   */
  OwnAddress(String scheme, int port) {
    String literal = "127.0.0.1:" + port;
    this.url = scheme + "://" + literal;
    // Clients leave out the port that their scheme has anyway.
    this.hosts =
        port == (scheme.equals("https") ? 443 : 80)
            ? Set.of(literal, "localhost:" + port, "127.0.0.1", "localhost")
            : Set.of(literal, "localhost:" + port);
  }

  /** The origin, without a slash at its end. */
  String url() {
    return url;
  }

  /**
   * Passes a request that was meant for this machine.
   *
   * @throws BatchError 400 {@code InvalidHeaderValue} for one that came here by another name
   */
  void check(URI asked, Headers headers) {
    List<String> sent = headers.getOrDefault("Host", List.of());
    if (sent.size() != 1 || !isOwn(sent.get(0))) {
      throw foreign(String.join(", ", sent));
    }
    String authority = asked.getRawAuthority();
    if (authority != null && !isOwn(authority)) {
      throw foreign(authority);
    }
  }

  private boolean isOwn(String host) {
    return hosts.contains(host.toLowerCase(Locale.ROOT));
  }

  private static BatchError foreign(String host) {
    return new BatchError(
            400, "InvalidHeaderValue", "The value for one of the HTTP headers is invalid.")
        .with("HeaderName", "Host")
        .with("HeaderValue", host)
        .with(
            "Reason",
            "The emulator answers only where it is asked for as 127.0.0.1 or localhost, with its"
                + " port.");
  }
}
