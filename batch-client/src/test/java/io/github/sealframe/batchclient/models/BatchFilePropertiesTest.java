package io.github.sealframe.batchclient.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.microsoft.azure.batch.protocol.models.FileGetPropertiesFromTaskHeaders;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchFilePropertiesTest {
  private static final Map<String, String> HEADERS =
      Map.of(
          "ocp-creation-time", "Tue, 24 Nov 2026 19:00:00 GMT",
          "Last-Modified", "Tue, 24 Nov 2026 19:00:01 GMT",
          "ocp-batch-file-isdirectory", "True",
          "ocp-batch-file-url", "https://a/b",
          "ocp-batch-file-mode", "0100644",
          "Content-Type", "text/plain",
          "Content-Length", "5000000000");

  private static HttpHeaders headers(Map<String, String> values) {
    HttpHeaders headers = new HttpHeaders();
    values.forEach((name, value) -> headers.set(HttpHeaderName.fromString(name), value));
    return headers;
  }

  @Test
  void propertiesAreReadFromTheHeaders() {
    assertThat(BatchFileProperties.of(headers(HEADERS)))
        .isEqualTo(
            new BatchFileProperties(
                OffsetDateTime.parse("2026-11-24T19:00:00Z"),
                OffsetDateTime.parse("2026-11-24T19:00:01Z"),
                true,
                "https://a/b",
                "0100644",
                "text/plain",
                5_000_000_000L));
    assertThat(BatchFileProperties.of(new HttpHeaders()))
        .isEqualTo(new BatchFileProperties(null, null, null, null, null, null, null));
  }

  @Test
  void thePreviousClientKnowsNoOtherHeaderOfAFile() {
    var others =
        new TreeSet<>(
            Arrays.stream(FileGetPropertiesFromTaskHeaders.class.getDeclaredFields())
                .map(field -> field.getAnnotation(JsonProperty.class).value())
                .toList());
    others.removeAll(HEADERS.keySet());

    assertThat(others).containsExactly("ETag", "client-request-id", "request-id");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ocp-creation-time", "Last-Modified", "Content-Length"})
  void aHeaderThatCannotBeReadIsRefused(String name) {
    assertThatThrownBy(() -> BatchFileProperties.of(headers(Map.of(name, "soon"))))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
