package io.github.sealframe.batchclient.internal;

import java.net.URI;
import java.util.regex.Pattern;

/**
 * Where a production's key vault is.
 *
 * @param origin {@code https://NAME.vault.azure.net}
 */
public record VaultAddress(Origin origin) {
  /** What tokens for a vault are asked for, and the domain of every vault. */
  static final String RESOURCE = "https://vault.azure.net";

  static final String SCOPE = RESOURCE + "/.default";

  private static final Pattern HOST = Pattern.compile("[a-z][a-z0-9-]{2,23}\\.vault\\.azure\\.net");
  private static final int HTTPS_PORT = 443;

  /**
   * Reads a vault's URL.
   *
   * @throws IllegalArgumentException when it is not that of a vault in Azure; its message goes on
   *     from {@code it is}
   */
  public static VaultAddress of(URI url) {
    Origin origin = Origin.of(url);
    if (!origin.scheme().equals("https")
        || !HOST.matcher(origin.host()).matches()
        || origin.port() != HTTPS_PORT
        || !url.getRawPath().matches("/?")
        || url.getRawQuery() != null
        || url.getRawFragment() != null) {
      throw new IllegalArgumentException("not the address of a key vault");
    }
    return new VaultAddress(origin);
  }

  /** The vault's URL. */
  URI url() {
    return URI.create("https://" + origin.host());
  }

  @Override
  public String toString() {
    return url().toString();
  }
}
