package io.github.sealframe.batchclient.internal;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.Module;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.function.Function;

/**
 * Times and durations in the text that Batch takes and gives: times in UTC, durations in days and
 * smaller, as in {@code P1DT2H3M}. What is finer than 100 ns, the tick of the service's clock, is
 * cut off. (azure-core's own text of a duration keeps no more than milliseconds.)
 */
final class Iso8601 {
  private static final int TICK_NANOS = 100;
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .appendPattern("uuuu-MM-dd'T'HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 7, true)
          .appendLiteral('Z')
          .toFormatter()
          .withZone(ZoneOffset.UTC);

  private Iso8601() {}

  static String text(OffsetDateTime time) {
    return TIME.format(time);
  }

  static String text(Duration duration) {
    if (duration.isNegative()) {
      return "-" + text(duration.negated());
    }
    long days = duration.toDays();
    Duration rest = duration.minusDays(days);
    rest = rest.minusNanos(rest.toNanosPart() % TICK_NANOS);
    if (days == 0) {
      return rest.toString();
    }
    return "P" + days + "D" + (rest.isZero() ? "" : rest.toString().substring(1));
  }

  /** Reads and writes them so. */
  static Module module() {
    return new SimpleModule("ISO 8601")
        .addSerializer(new Writer<>(OffsetDateTime.class, Iso8601::text))
        .addDeserializer(
            OffsetDateTime.class, new Reader<>(OffsetDateTime.class, OffsetDateTime::parse))
        .addSerializer(new Writer<>(Duration.class, Iso8601::text))
        .addDeserializer(Duration.class, new Reader<>(Duration.class, Duration::parse));
  }

  private static final class Writer<T> extends StdSerializer<T> {
    private final transient Function<T, String> text;

    Writer(Class<T> type, Function<T, String> text) {
      super(type);
      this.text = text;
    }

    @Override
    public void serialize(T value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(text.apply(value));
    }
  }

  private static final class Reader<T> extends FromStringDeserializer<T> {
    private final transient Function<String, T> parse;

    Reader(Class<T> type, Function<String, T> parse) {
      super(type);
      this.parse = parse;
    }

    @Override
    protected T _deserialize(String value, DeserializationContext context) throws IOException {
      try {
        return parse.apply(value);
      } catch (DateTimeException e) {
        throw context.weirdStringException(value, _valueClass, e.getMessage());
      }
    }
  }
}
