package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What changed since the account's lock was taken, to be written as one when it is given back.
 * Nothing is kept, and nothing costs time, where there is no file. Guarded by the account's lock.
 */
final class Changes {

  private record Place(String map, long number) {}

  private final Optional<StateFile> file;
  private final Map<Place, Supplier<byte[]>> changed = new LinkedHashMap<>();
  private final List<StateLog.Change> removals = new ArrayList<>();

  Changes(Optional<StateFile> file) {
    this.file = file;
  }

  /** Whether anything is written at all. */
  boolean areKept() {
    return file.isPresent();
  }

  /**
   * Notes a record that is new or another.
   *
   * @param value asked once, for what it is when the lock is given back
   */
  void put(String map, long number, Supplier<byte[]> value) {
    if (areKept()) {
      changed.put(new Place(map, number), value);
    }
  }

  void remove(String map, long number) {
    if (areKept()) {
      changed.remove(new Place(map, number));
      removals.add(new StateLog.Change(map, number, Optional.empty()));
    }
  }

  void removeAll(String map) {
    if (areKept()) {
      changed.keySet().removeIf(place -> place.map().equals(map));
      removals.add(StateLog.Change.removalOf(map));
    }
  }

  /** Hands over what was noted. */
  void handOver() {
    if (changed.isEmpty() && removals.isEmpty()) {
      return;
    }
    List<StateLog.Change> all = new ArrayList<>(removals);
    changed.forEach(
        (place, value) ->
            all.add(new StateLog.Change(place.map(), place.number(), Optional.of(value.get()))));
    changed.clear();
    removals.clear();
    file.orElseThrow().hand(all);
  }

  static byte[] bytes(ObjectNode json) {
    try {
      return Body.MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree can always be written", e);
    }
  }
}
