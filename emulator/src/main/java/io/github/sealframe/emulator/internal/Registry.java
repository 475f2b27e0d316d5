package io.github.sealframe.emulator.internal;

import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Entities by id, compared without case, and in the order in which they were added. Guarded by the
 * account's lock.
 *
 * <p>Each entity keeps its place in that order for ever, so a list can go on after the last one
 * that a page showed even when entities came and went meanwhile.
 */
final class Registry<E> {

  private record Entry<E>(long place, E entity) {}

  private final Map<String, Entry<E>> byKey = new HashMap<>();
  private final NavigableMap<Long, E> byPlace = new TreeMap<>();
  private long lastPlace;

  static String key(String id) {
    return id.toLowerCase(Locale.ROOT);
  }

  /** Adds an entity unless its id is taken. */
  boolean add(String id, E entity) {
    if (byKey.containsKey(key(id))) {
      return false;
    }
    long place = ++lastPlace;
    byKey.put(key(id), new Entry<>(place, entity));
    byPlace.put(place, entity);
    return true;
  }

  /** Brings an entity back to the place that it had, which is behind all that are there. */
  void restore(String id, E entity, long place) {
    lastPlace = place - 1;
    add(id, entity);
  }

  boolean has(String id) {
    return byKey.containsKey(key(id));
  }

  /** The place of an entity that is there. */
  long place(String id) {
    return byKey.get(key(id)).place();
  }

  Optional<E> find(String id) {
    return Optional.ofNullable(byKey.get(key(id))).map(Entry::entity);
  }

  void remove(String id) {
    Entry<E> entry = byKey.remove(key(id));
    if (entry != null) {
      byPlace.remove(entry.place());
    }
  }

  Collection<E> all() {
    return Collections.unmodifiableCollection(byPlace.values());
  }

  /** The entity that has a place. */
  E at(long place) {
    return byPlace.get(place);
  }

  /** The entities that were added after the given place, with their places. */
  NavigableMap<Long, E> after(long place) {
    // Not wrapped once more: that would make an object for each of a million entries.
    return byPlace.tailMap(place, false);
  }

  /** Those of them that have one of the ids. */
  NavigableMap<Long, E> after(long place, Set<String> ids) {
    NavigableMap<Long, E> some = new TreeMap<>();
    for (String id : ids) {
      Entry<E> entry = byKey.get(key(id));
      if (entry != null && entry.place() > place) {
        some.put(entry.place(), entry.entity());
      }
    }
    return some;
  }

  int size() {
    return byKey.size();
  }
}
