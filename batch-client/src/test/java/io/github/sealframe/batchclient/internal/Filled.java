package io.github.sealframe.batchclient.internal;

import com.azure.core.util.ExpandableStringEnum;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.joda.time.DateTime;
import org.joda.time.DateTimeZone;
import org.joda.time.Period;

/**
 * Makes models with every property set, at every depth, to a value that is not its default; no two
 * texts, numbers or times in one model are the same.
 */
final class Filled {
  private final int variant;
  private int count;
  private int mostConstants = 1;

  private Filled(int variant) {
    this.variant = variant;
  }

  /** Models of {@code type} in which every value of every enumeration has its turn. */
  static <T> List<T> variants(Class<T> type) {
    List<T> variants = new ArrayList<>();
    Filled filled;
    do {
      filled = new Filled(variants.size());
      variants.add(type.cast(filled.value(type, type.getSimpleName())));
    } while (variants.size() < filled.mostConstants);
    return variants;
  }

  static <T> T with(Class<T> type) {
    return type.cast(new Filled(0).value(type, type.getSimpleName()));
  }

  private Object value(Type type, String name) {
    count++;
    if (type instanceof ParameterizedType generic) {
      Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
      return generic.getRawType() == List.class
          ? List.of(value(last, name), value(last, name))
          : Map.of(name + "1", value(last, name), name + "2", value(last, name));
    }
    Class<?> plain = (Class<?>) type;
    if (plain == String.class) {
      return name + " " + count;
    } else if (plain == Integer.class || plain == int.class) {
      return count;
    } else if (plain == Long.class || plain == long.class) {
      return count + 5_000_000_000L;
    } else if (plain == Double.class || plain == double.class) {
      return count + 0.25;
    } else if (plain == Boolean.class) {
      return (variant + count) % 2 == 0;
    } else if (plain == OffsetDateTime.class) {
      return OffsetDateTime.of(2026, 11, 24, 19, 0, 0, 123_000_000, ZoneOffset.UTC)
          .plusMinutes(count);
    } else if (plain == DateTime.class) {
      return new DateTime(2026, 11, 24, 19, 0, 0, 123, DateTimeZone.UTC).plusMinutes(count);
    } else if (plain == Duration.class) {
      return Duration.ofDays(1).plusHours(2).plusMillis(count);
    } else if (plain == Period.class) {
      return new Period(0, 0, 0, 1, 2, 0, 0, count);
    } else if (plain == Object.class) {
      return Map.of("text", name + count, "deep", Map.of("list", List.of(count, "b", true)));
    }
    List<Object> constants = Models.constants(plain);
    if (!constants.isEmpty()) {
      mostConstants = Math.max(mostConstants, constants.size());
      return constants.get(variant % constants.size());
    }
    return plain.isRecord() ? record(plain.asSubclass(Record.class)) : previous(plain);
  }

  private Record record(Class<? extends Record> type) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      values.put(component.getName(), value(component.getGenericType(), component.getName()));
    }
    return of(type, values);
  }

  /** The record of {@code values}; what is not among them is absent, or 0 where it cannot be. */
  static <T extends Record> T of(Class<T> type, Map<String, ?> values) {
    RecordComponent[] components = type.getRecordComponents();
    try {
      return type.getDeclaredConstructor(
              Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new))
          .newInstance(
              Arrays.stream(components)
                  .map(
                      component ->
                          component.getType() == int.class
                                  && !values.containsKey(component.getName())
                              ? Integer.valueOf(0)
                              : values.get(component.getName()))
                  .toArray());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " cannot be made", e);
    }
  }

  private Object previous(Class<?> type) {
    try {
      Object model = type.getDeclaredConstructor().newInstance();
      for (Field field : type.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers())) {
          field.setAccessible(true);
          field.set(model, value(field.getGenericType(), field.getName()));
        }
      }
      return model;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " cannot be made", e);
    }
  }

  /** Whether {@code type} is an enumeration of ours, alone or in a list. */
  static boolean isEnum(Type type) {
    return type instanceof ParameterizedType generic
        ? isEnum(generic.getActualTypeArguments()[0])
        : type instanceof Class<?> plain && ExpandableStringEnum.class.isAssignableFrom(plain);
  }
}
