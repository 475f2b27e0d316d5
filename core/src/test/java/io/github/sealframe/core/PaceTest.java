package io.github.sealframe.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PaceTest {
  @Test
  void pausesGrowWhileNothingChangesUpToAQuarterOfAMinute() {
    List<Duration> pauses =
        Stream.iterate(Pace.afterChange(), Pace::afterNothing).map(Pace::pause).limit(40).toList();

    assertThat(pauses).isSorted().startsWith(Duration.ofMillis(200), Duration.ofMillis(250));
    assertThat(pauses.subList(0, 20)).doesNotHaveDuplicates();
    assertThat(pauses).endsWith(Duration.ofSeconds(15), Duration.ofSeconds(15));
  }
}
