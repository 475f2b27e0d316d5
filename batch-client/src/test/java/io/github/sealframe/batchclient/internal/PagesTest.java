package io.github.sealframe.batchclient.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;

class PagesTest {
  private final AtomicInteger asked = new AtomicInteger();

  /** A list of pages with one item each, the page's number. */
  private Pages<Integer> pages(IntUnaryOperator next) {
    return new Pages<>(
        "0",
        link -> {
          assertThat(asked.incrementAndGet() <= 200_000).as("ends").isTrue();
          int here = Integer.parseInt(link);
          int there = next.applyAsInt(here);
          return new BatchList<>(List.of(here), there < 0 ? null : Integer.toString(there));
        },
        link -> new IllegalStateException("circle at " + link));
  }

  @Test
  void goesOnAsLongAsTheListDoes() {
    Pages<Integer> pages = pages(page -> page < 100_000 ? page + 1 : -1);

    int count = 0;
    while (pages.hasNext()) {
      assertThat(pages.next() == count++).isTrue();
    }

    assertThat(count).isEqualTo(100_001);
    assertThat(asked).hasValue(100_001);
  }

  /** Whatever its length, and however long the way into it is. */
  @Test
  void findsEachCircleSoon() {
    for (int before = 0; before < 40; before++) {
      for (int length = 1; length < 40; length++) {
        int last = before + length - 1;
        int first = before;
        asked.set(0);
        Pages<Integer> pages = pages(page -> page == last ? first : page + 1);

        assertThatThrownBy(() -> pages.forEachRemaining(item -> {}))
            .hasMessageStartingWith("circle at ");
        assertThat(asked.get()).isLessThanOrEqualTo(length == 1 ? last + 1 : 3 * (last + 1));
      }
    }
  }
}
