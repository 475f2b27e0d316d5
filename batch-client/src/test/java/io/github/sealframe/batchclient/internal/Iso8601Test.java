package io.github.sealframe.batchclient.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.time.Duration;
import java.time.OffsetDateTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Iso8601Test {
  @ParameterizedTest
  @CsvSource({
    "PT0S, PT0S",
    "PT15M, PT15M",
    "PT26H3M, P1DT2H3M",
    "PT168H, P7D",
    "P1DT0.02S, P1DT0.02S",
    "PT0.0000001S, PT0.0000001S",
    "PT0.00000019S, PT0.0000001S",
    "P10675199DT2H48M5.4775807S, P10675199DT2H48M5.4775807S",
    "-PT26H, -P1DT2H",
  })
  void durationsAreWrittenInDaysAndSmallerAndReadAgain(String text, String written)
      throws Exception {
    String json = Json.MAPPER.writeValueAsString(Duration.parse(text));

    assertThat(json).isEqualTo("\"" + written + "\"");
    assertThat(Json.MAPPER.readValue(json, Duration.class)).isEqualTo(Duration.parse(written));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-24T19:00:00Z, 2026-11-24T19:00:00Z",
    "2026-11-24T19:00:00.1Z, 2026-11-24T19:00:00.1Z",
    "2026-11-24T19:00:00.1234567Z, 2026-11-24T19:00:00.1234567Z",
    "2026-11-24T19:00:00.123456789Z, 2026-11-24T19:00:00.1234567Z",
    "2026-11-24T21:00:00+02:00, 2026-11-24T19:00:00Z",
  })
  void timesAreWrittenInUtcWithUpToSevenDigitsAndReadAgain(String text, String written)
      throws Exception {
    String json = Json.MAPPER.writeValueAsString(OffsetDateTime.parse(text));

    assertThat(json).isEqualTo("\"" + written + "\"");
    assertThat(Json.MAPPER.readValue(json, OffsetDateTime.class))
        .isEqualTo(OffsetDateTime.parse(written));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"P1M\"", "\"1:00:00\"", "5"})
  void whatIsNoDurationIsRefused(String json) {
    assertThatThrownBy(() -> Json.MAPPER.readValue(json, Duration.class))
        .isInstanceOf(MismatchedInputException.class);
  }

  @Test
  void whatIsNoTimeIsRefused() {
    assertThatThrownBy(() -> Json.MAPPER.readValue("\"yesterday\"", OffsetDateTime.class))
        .isInstanceOf(InvalidFormatException.class);
  }
}
