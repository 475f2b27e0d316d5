package io.github.sealframe.batchclient.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Name and version with which this client introduces itself. */
final class ClientVersion {
  static final String USER_AGENT = "sealframe-batch-client/" + version();

  /** The same for Microsoft's clients, which take no more than 24 characters. */
  static final String APPLICATION_ID = shortened("sealframe/" + version());

  private ClientVersion() {}

  private static String shortened(String id) {
    int longest = 24;
    return id.substring(0, Math.min(id.length(), longest));
  }

  private static String version() {
    try (InputStream in = ClientVersion.class.getResourceAsStream("client.properties")) {
      Properties properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
