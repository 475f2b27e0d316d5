package io.github.sealframe.batchclient.models;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.Function;

/**
 * Properties of one file of a node or task, from the headers of {@code
 * File_GetPropertiesFromComputeNode} and {@code File_GetPropertiesFromTask}.
 *
 * @param ocpCreationTime absent on Linux
 * @param lastModified last write
 * @param isDirectory whether it is a folder
 * @param ocpBatchFileUrl its URL
 * @param ocpBatchFileMode octal, on Linux
 * @param contentType its media type
 * @param contentLength size, bytes
 */
public record BatchFileProperties(
    OffsetDateTime ocpCreationTime,
    OffsetDateTime lastModified,
    Boolean isDirectory,
    String ocpBatchFileUrl,
    String ocpBatchFileMode,
    String contentType,
    Long contentLength) {

  /**
   * What {@code headers} say.
   *
   * @throws IllegalArgumentException when one of them is no time or number where it should be
   */
  public static BatchFileProperties of(HttpHeaders headers) {
    return new BatchFileProperties(
        read(headers, "ocp-creation-time", BatchFileProperties::time),
        read(headers, "Last-Modified", BatchFileProperties::time),
        read(headers, "ocp-batch-file-isdirectory", Boolean::valueOf),
        read(headers, "ocp-batch-file-url", text -> text),
        read(headers, "ocp-batch-file-mode", text -> text),
        read(headers, "Content-Type", text -> text),
        read(headers, "Content-Length", Long::valueOf));
  }

  private static <T> T read(HttpHeaders headers, String name, Function<String, T> parse) {
    String text = headers.getValue(HttpHeaderName.fromString(name));
    return text == null ? null : parse.apply(text);
  }

  private static OffsetDateTime time(String text) {
    try {
      return OffsetDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("`" + text + "` is no time of a header", e);
    }
  }
}
