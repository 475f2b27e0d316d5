package io.github.sealframe.emulator.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimesTest {

  @ParameterizedTest
  @CsvSource({
    "PT0S,PT0S",
    "P1D,P1D",
    "PT24H,P1D",
    "PT49H30M,P2DT1H30M",
    "P1M,P30D",
    "PT0.5S,PT0.5S",
    "PT90S,PT1M30S",
    Times.UNLIMITED + "," + Times.UNLIMITED
  })
  void durationsComeBackInDaysAndSmaller(String given, String back) {
    assertThat(Times.wire(Times.duration(given))).isEqualTo(back);
  }

  @Test
  void whatIsNoDurationIsRefused() {
    assertThatThrownBy(() -> Times.duration("1 hour")).isInstanceOf(DateTimeException.class);
    assertThatThrownBy(() -> Times.duration("P10675200D")).isInstanceOf(DateTimeException.class);
  }

  @Test
  void timesHaveSevenDigitsOfASecond() {
    assertThat(Times.wire(Instant.parse("2026-01-02T03:04:05.5Z")))
        .isEqualTo("2026-01-02T03:04:05.5000000Z");
  }
}
