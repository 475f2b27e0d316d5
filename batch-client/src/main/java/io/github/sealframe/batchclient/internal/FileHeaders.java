package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.util.DateTimeRfc1123;
import io.github.sealframe.batchclient.models.FileProperties;
import java.time.DateTimeException;
import java.time.OffsetDateTime;

/** What the headers of an answer tell of a file. */
public final class FileHeaders {
  private static final HttpHeaderName CREATION_TIME =
      HttpHeaderName.fromString("ocp-creation-time");
  private static final HttpHeaderName FILE_MODE = HttpHeaderName.fromString("ocp-batch-file-mode");

  private FileHeaders() {}

  /** Properties of a file; null what is missing or unreadable. */
  public static FileProperties properties(HttpHeaders headers) {
    return new FileProperties(
        time(headers.getValue(CREATION_TIME)),
        time(headers.getValue(HttpHeaderName.LAST_MODIFIED)),
        length(headers.getValue(HttpHeaderName.CONTENT_LENGTH)),
        headers.getValue(HttpHeaderName.CONTENT_TYPE),
        headers.getValue(FILE_MODE));
  }

  private static OffsetDateTime time(String value) {
    try {
      return value == null ? null : new DateTimeRfc1123(value).getDateTime();
    } catch (DateTimeException | IllegalArgumentException e) {
      return null;
    }
  }

  private static Long length(String value) {
    try {
      return value == null ? null : Long.valueOf(value);
    } catch (NumberFormatException e) {
      return null;
    }
  }
}
