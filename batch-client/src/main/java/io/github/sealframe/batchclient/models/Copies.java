package io.github.sealframe.batchclient.models;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Unmodifiable copies in the same order; null stays null. */
final class Copies {
  private Copies() {}

  static <T> List<T> of(List<T> list) {
    return list == null ? null : List.copyOf(list);
  }

  static Map<String, String> of(Map<String, String> map) {
    return map == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /** Copies the lists and maps inside too, as JSON has them; there, null is a value. */
  static Map<String, Object> deep(Map<String, ?> map) {
    if (map == null) {
      return null;
    }
    Map<String, Object> copy = new LinkedHashMap<>();
    map.forEach((name, value) -> copy.put(name, deep(value)));
    return Collections.unmodifiableMap(copy);
  }

  private static Object deep(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((name, inner) -> copy.put((String) name, inner));
      return deep(copy);
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(each -> copy.add(deep(each)));
      return Collections.unmodifiableList(copy);
    }
    return value;
  }
}
