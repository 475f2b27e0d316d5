package io.github.sealframe.batchclient.internal;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Scheme, host and port of a URL: how far a credential may go.
 *
 * @param scheme in lower case
 * @param host in lower case
 * @param port with the scheme's default filled in
 */
public record Origin(String scheme, String host, int port) {
  private static final Pattern LOOPBACK =
      Pattern.compile("127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]");

  /**
   * The origin of {@code url}.
   *
   * @throws IllegalArgumentException when {@code url} is not an absolute URL with a host
   */
  public static Origin of(URI url) {
    if (url.getScheme() == null || url.getHost() == null || url.getRawUserInfo() != null) {
      throw new IllegalArgumentException("not an absolute URL with a host and without a user");
    }
    String scheme = url.getScheme().toLowerCase(Locale.ROOT);
    int port = url.getPort() >= 0 ? url.getPort() : scheme.equals("https") ? 443 : 80;
    return new Origin(scheme, url.getHost().toLowerCase(Locale.ROOT), port);
  }

  /**
   * Whether {@code url} names this machine by a literal address. Names do not count: what {@code
   * localhost} means is for others to say.
   */
  public static boolean isLoopback(URI url) {
    return url.getHost() != null && LOOPBACK.matcher(url.getHost()).matches();
  }

  @Override
  public String toString() {
    return scheme + "://" + host + ":" + port;
  }
}
