package io.github.sealframe.samples;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.Sha256;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a running emulator and its Azurite are, as {@code sealframe emulator} prints it on its
 * first line.
 *
 * @param batch endpoint of the Batch service
 * @param account name of the Batch and of the storage account
 * @param key key of both, in base64
 * @param blob endpoint of the blob service, the account's name included
 */
record LocalEndpoints(URI batch, String account, String key, URI blob) {

  /**
   * Reads the line from a file.
   *
   * @throws ConfigurationRefusal when there is no such line in it
   */
  static LocalEndpoints read(Path file) throws IOException {
    try (BufferedReader reader =
        Files.newBufferedReader(InputFile.check("use the emulator named in", file))) {
      String line = reader.readLine();
      JsonNode json = Json.parse(line == null ? "" : line);
      return new LocalEndpoints(
          URI.create(json.required("batch").asText()),
          json.required("account").asText(),
          json.required("key").asText(),
          URI.create(json.required("blob").asText()));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationRefusal(
          "use the emulator",
          file.toString(),
          "its first line is not what `sealframe emulator` prints",
          "run `sealframe emulator > FILE` and name that file");
    }
  }

  /** Tells this emulator from others, which had other keys, and tells nothing of its key. */
  String tag() {
    return Sha256.of(key.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16);
  }

  /** As a document. */
  Map<String, String> document() {
    Map<String, String> document = new LinkedHashMap<>();
    document.put("batch", batch.toString());
    document.put("account", account);
    document.put("key", key);
    document.put("blob", blob.toString());
    return document;
  }

  /** One line of JSON. */
  String text() {
    return Json.text(document());
  }

  /** The endpoints, without the key. */
  @Override
  public String toString() {
    return "LocalEndpoints[" + batch + ", " + blob + "]";
  }
}
