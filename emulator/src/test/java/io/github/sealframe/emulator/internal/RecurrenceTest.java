package io.github.sealframe.emulator.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecurrenceTest {

  private static final Instant CREATED = Instant.parse("2026-05-01T10:00:00Z");

  private static Recurrence of(String schedule) {
    return Recurrence.of(Body.parse(schedule.replace('\'', '"')), CREATED);
  }

  private static Instant after(String time) {
    return CREATED.plus(Duration.parse(time));
  }

  @Test
  void oneJobIsDueAtOnceWithoutAnyTimes() {
    Recurrence once = of("{}");
    assertThat(once.due(CREATED)).contains(CREATED);
    assertThat(once.due(after("PT99H"))).contains(CREATED);
    assertThat(once.next(CREATED)).isEmpty();
    assertThat(once.mayStart(CREATED, after("PT99H"))).isTrue();
  }

  @Test
  void nothingIsDueBeforeDoNotRunUntil() {
    Recurrence later =
        of("{'doNotRunUntil':'2026-05-01T12:00:00+02:00','recurrenceInterval':'PT1H'}");
    assertThat(later.due(CREATED)).contains(CREATED);
    later = of("{'doNotRunUntil':'2026-05-01T11:30:00Z','recurrenceInterval':'PT1H'}");
    assertThat(later.due(after("PT1H29M59S"))).isEmpty();
    assertThat(later.next(CREATED)).contains(after("PT1H30M"));
    assertThat(later.due(after("PT1H30M"))).contains(after("PT1H30M"));
    assertThat(later.due(after("PT4H"))).contains(after("PT3H30M"));
    assertThat(later.next(after("PT4H"))).contains(after("PT4H30M"));
  }

  @Test
  void nothingIsDueAfterDoNotRunAfter() {
    Recurrence ends = of("{'doNotRunAfter':'2026-05-01T12:30:00Z','recurrenceInterval':'PT1H'}");
    assertThat(ends.next(after("PT1H"))).contains(after("PT2H"));
    assertThat(ends.next(after("PT2H"))).isEmpty();
    assertThat(ends.mayStart(after("PT2H"), after("PT2H30M"))).isTrue();
    assertThat(ends.mayStart(after("PT2H"), after("PT2H30M1S"))).isFalse();
  }

  @Test
  void aJobIsMadeOnlyWithinItsWindow() {
    Recurrence narrow = of("{'startWindow':'PT5M','recurrenceInterval':'PT1H'}");
    assertThat(narrow.mayStart(after("PT1H"), after("PT1H5M"))).isTrue();
    assertThat(narrow.mayStart(after("PT1H"), after("PT1H5M0.001S"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'recurrenceInterval':'PT59S'}",
        "{'startWindow':'PT1S'}",
        "{'doNotRunAfter':'2026-05-01T09:00:00Z'}",
        "{'doNotRunUntil':'2026-05-03T00:00:00Z','doNotRunAfter':'2026-05-02T00:00:00Z'}"
      })
  void isRefused(String schedule) {
    assertThatThrownBy(() -> of(schedule))
        .isInstanceOfSatisfying(
            BatchError.class, error -> assertThat(error.code()).isEqualTo("InvalidPropertyValue"));
  }
}
