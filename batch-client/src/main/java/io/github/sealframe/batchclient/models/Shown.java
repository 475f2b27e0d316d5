package io.github.sealframe.batchclient.models;

import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** How a record that can hold secrets tells of itself. */
final class Shown {
  private static final String HIDDEN = "***";

  private Shown() {}

  /**
   * What is present in {@code record}. Text is hidden, in lists and maps too, except in the
   * components {@code names}: a component that is added is hidden until it is named.
   */
  static String of(Record record, String... names) {
    Set<String> open = Set.of(names);
    StringJoiner text = new StringJoiner(", ", record.getClass().getSimpleName() + "[", "]");
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Object value = value(record, component);
      if (value != null) {
        boolean shown = open.contains(component.getName()) || !isText(value);
        text.add(component.getName() + "=" + (shown ? value : HIDDEN));
      }
    }
    return text.toString();
  }

  private static Object value(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " cannot be read", e);
    }
  }

  /** Whether {@code value} is text, or may hold some that has no {@code toString} of its own. */
  private static boolean isText(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().anyMatch(Shown::isText);
    }
    return value instanceof CharSequence || value instanceof Map;
  }
}
