package io.github.sealframe.emulator.internal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HashSet;
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

  private static final String LOOPBACK = "127.0.0.1";

  private final String url;
  private final Set<String> hosts;
  private final String scheme;
  private final boolean reachable;

  private OwnAddress(String url, Set<String> hosts, String scheme, boolean reachable) {
    this.url = url;
    this.hosts = hosts;
    this.scheme = scheme;
    this.reachable = reachable;
  }

  /**
   * The address of a server.
   *
   * @param server is bound
   * @param scheme {@code http} or {@code https}
   * @param names besides 127.0.0.1, localhost and the literal address that a request came to
   */
  static OwnAddress of(HttpServer server, String scheme, String... names) {
    InetAddress bound = server.getAddress().getAddress();
    int port = server.getAddress().getPort();
    String literal = bound.isAnyLocalAddress() ? LOOPBACK : literal(bound);
    Set<String> hosts = new HashSet<>();
    for (List<String> some : List.of(List.of(LOOPBACK, "localhost"), List.of(names))) {
      some.forEach(name -> addHosts(scheme, name, port, hosts));
    }
    return new OwnAddress(
        scheme + "://" + literal + ":" + port,
        Set.copyOf(hosts),
        scheme,
        !bound.isLoopbackAddress());
  }

  /** A name of an account that stands for loopback wherever names are looked up by the rules. */
  static String hostName(String account) {
    return account + ".localhost";
  }

  /** Clients leave out the port that their scheme has anyway. */
  private static void addHosts(String scheme, String name, int port, Set<String> hosts) {
    hosts.add(name + ":" + port);
    if (port == (scheme.equals("https") ? 443 : 80)) {
      hosts.add(name);
    }
  }

  private static String literal(InetAddress address) {
    String text = address.getHostAddress();
    return address instanceof Inet6Address ? "[" + text.replaceFirst("%.*", "") + "]" : text;
  }

  /** The origin, without a slash at its end. */
  String url() {
    return url;
  }

  /** Whether others than this machine may reach it. */
  boolean isReachable() {
    return reachable;
  }

  /**
   * Passes a request that was meant for this machine.
   *
   * @throws BatchError 400 {@code InvalidHeaderValue} for one that came here by another name
   */
  void check(HttpExchange exchange) {
    Set<String> own = new HashSet<>(hosts);
    // The literal address that it came to is nobody's name.
    InetSocketAddress local = exchange.getLocalAddress();
    addHosts(scheme, literal(local.getAddress()), local.getPort(), own);
    List<String> sent = exchange.getRequestHeaders().getOrDefault("Host", List.of());
    if (sent.size() != 1 || !own.contains(sent.get(0).toLowerCase(Locale.ROOT))) {
      throw foreign(String.join(", ", sent));
    }
    URI asked = exchange.getRequestURI();
    String authority = asked.getRawAuthority();
    if (authority != null && !own.contains(authority.toLowerCase(Locale.ROOT))) {
      throw foreign(authority);
    }
  }

  private static BatchError foreign(String host) {
    return new BatchError(
            400, "InvalidHeaderValue", "The value for one of the HTTP headers is invalid.")
        .with("HeaderName", "Host")
        .with("HeaderValue", host)
        .with(
            "Reason",
            "The emulator answers only where it is asked for as 127.0.0.1 or localhost, or by its"
                + " literal address, with its port.");
  }
}
