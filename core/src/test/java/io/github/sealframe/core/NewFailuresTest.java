package io.github.sealframe.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NewFailuresTest {
  private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

  /** What the service would list: tasks by id, each with the time of its failure. */
  private final Map<String, Instant> failed = new HashMap<>();

  private final List<Instant> asked = new ArrayList<>();
  private final NewFailures failures = new NewFailures(this::list);

  private Iterator<Jobs.LiveTask> list(Instant since) {
    asked.add(since);
    return failed.entrySet().stream()
        .filter(entry -> !entry.getValue().isBefore(since))
        .sorted(Comparator.comparing(Map.Entry::getKey))
        .map(entry -> task(entry.getKey(), entry.getValue()))
        .iterator();
  }

  private static Jobs.LiveTask task(String id, Instant since) {
    return new Jobs.LiveTask(
        new TaskId(id),
        since,
        Optional.empty(),
        Optional.of(1),
        Optional.empty(),
        Optional.empty());
  }

  private List<String> look() {
    return failures.look().stream().map(task -> task.id().value()).toList();
  }

  private static String id(int number) {
    return String.format("%05d-1", number);
  }

  @Test
  void eachFailureIsBroughtOnce() {
    failed.put(id(1), NOON);
    failed.put(id(2), NOON.plusSeconds(1));

    assertThat(look()).containsExactly(id(1), id(2));
    assertThat(look()).isEmpty();
    failed.put(id(3), NOON.plusSeconds(1));
    assertThat(look()).containsExactly(id(3));
    assertThat(look()).isEmpty();
  }

  @Test
  void oneThatShowsUpLateIsFound() {
    failed.put(id(2), NOON);
    look();
    look();

    failed.put(id(1), NOON.minusSeconds(100));

    assertThat(look()).containsExactly(id(1));
    assertThat(look()).isEmpty();
  }

  @Test
  void oneThatRanAgainAndFailedAgainIsNew() {
    failed.put(id(1), NOON);
    look();

    failed.put(id(1), NOON.plusSeconds(30));

    assertThat(look()).containsExactly(id(1));
    assertThat(look()).isEmpty();
  }

  @Test
  void listsBeginLaterAsTimeGoesOn() {
    failed.put(id(1), NOON);
    look();
    failed.put(id(2), NOON.plusSeconds(3600));
    look();
    look();

    assertThat(asked)
        .containsExactly(
            Instant.EPOCH,
            NOON.minus(NewFailures.OVERLAP),
            NOON.plusSeconds(3600).minus(NewFailures.OVERLAP));
  }

  @Test
  void aLookBringsNoMoreThanAPage() {
    int count = 2500;
    IntStream.range(0, count).forEach(number -> failed.put(id(number), NOON.plusSeconds(number)));

    List<String> found = new ArrayList<>();
    assertThat(look()).hasSize(NewFailures.MOST_AT_A_LOOK).allSatisfy(found::add);
    // It fails while the pages are read, in the part that was read already.
    failed.put(id(count), NOON.plusSeconds(NewFailures.MOST_AT_A_LOOK));
    while (found.size() < count) {
      assertThat(look()).isNotEmpty().hasSizeLessThanOrEqualTo(1000).allSatisfy(found::add);
    }

    assertThat(asked).hasSize(1);
    assertThat(found).doesNotHaveDuplicates().hasSize(count);
    List<String> last = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      last.addAll(look());
    }
    assertThat(last).containsExactly(id(count));
  }
}
