package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A {@code $filter}: comparisons ({@code eq ne gt ge lt le}), {@code startswith}, {@code and},
 * {@code or}, {@code not} and parentheses over an entity. A property that is not there equals only
 * {@code null}.
 */
sealed interface Filter {

  boolean accepts(Properties entity);

  /** What it compares of an entity. */
  interface Properties {

    /**
     * The text, number ({@link BigDecimal}), truth or time ({@link Instant}) at a path such as
     * {@code executionInfo/result}; null for a property that is not there.
     */
    Object value(String path);

    /** The properties of JSON, in which times are texts. */
    static Properties of(ObjectNode entity) {
      return path -> {
        JsonNode node = entity;
        for (String step : path.split("/", -1)) {
          node = node.path(step);
        }
        return switch (node.getNodeType()) {
          case STRING -> node.textValue();
          case NUMBER -> node.decimalValue();
          case BOOLEAN -> node.booleanValue();
          case MISSING, NULL -> null;
          default -> node;
        };
      };
    }
  }

  /**
   * The only texts that a property has in what it accepts, so that no other entity is looked at;
   * empty for any.
   */
  default Optional<Set<String>> only(String property) {
    return Optional.empty();
  }

  /** Accepts everything: what a list without a filter uses. */
  record All() implements Filter {
    @Override
    public boolean accepts(Properties entity) {
      return true;
    }
  }

  /** Both sides accept. */
  record And(Filter left, Filter right) implements Filter {
    @Override
    public boolean accepts(Properties entity) {
      return left.accepts(entity) && right.accepts(entity);
    }

    @Override
    public Optional<Set<String>> only(String property) {
      return left.only(property).or(() -> right.only(property));
    }
  }

  /** One side accepts. */
  record Or(Filter left, Filter right) implements Filter {
    @Override
    public boolean accepts(Properties entity) {
      return left.accepts(entity) || right.accepts(entity);
    }

    @Override
    public Optional<Set<String>> only(String property) {
      return left.only(property)
          .flatMap(
              some ->
                  right
                      .only(property)
                      .map(
                          more -> {
                            Set<String> all = new HashSet<>(some);
                            all.addAll(more);
                            return all;
                          }));
    }
  }

  /** The inner filter refuses. */
  record Not(Filter inner) implements Filter {
    @Override
    public boolean accepts(Properties entity) {
      return !inner.accepts(entity);
    }
  }

  /** A property begins with a text. */
  record StartsWith(String property, String prefix) implements Filter {
    @Override
    public boolean accepts(Properties entity) {
      return entity.value(property) instanceof String text && text.startsWith(prefix);
    }
  }

  /** A property against a literal. */
  record Comparison(String property, Operator operator, Literal literal) implements Filter {
    @Override
    public boolean accepts(Properties entity) {
      Optional<Integer> order = literal.compare(entity.value(property));
      return order.map(operator::holds).orElse(operator == Operator.NE);
    }

    @Override
    public Optional<Set<String>> only(String wanted) {
      return property.equals(wanted)
              && operator == Operator.EQ
              && literal instanceof Literal.Text text
          ? Optional.of(Set.of(text.text()))
          : Optional.empty();
    }
  }

  /** What a property is compared with. */
  sealed interface Literal {

    /** How the property's value stands to this one; empty when the two cannot be compared. */
    Optional<Integer> compare(Object value);

    /** A text; it also serves for a time that was written in quotes. */
    record Text(String text) implements Literal {
      @Override
      public Optional<Integer> compare(Object value) {
        Object given = value instanceof Instant time ? Times.wire(time) : value;
        return given instanceof String own ? Optional.of(own.compareTo(text)) : Optional.empty();
      }
    }

    /** A number. */
    record Decimal(BigDecimal number) implements Literal {
      @Override
      public Optional<Integer> compare(Object value) {
        return value instanceof BigDecimal own
            ? Optional.of(own.compareTo(number))
            : Optional.empty();
      }
    }

    /** A point in time, as {@code 2026-01-31T00:00:00Z} or {@code datetime'...'}. */
    record Time(Instant time) implements Literal {
      @Override
      public Optional<Integer> compare(Object value) {
        try {
          Object given = value instanceof String text ? Instant.parse(text) : value;
          return given instanceof Instant own ? Optional.of(own.compareTo(time)) : Optional.empty();
        } catch (DateTimeException e) {
          return Optional.empty();
        }
      }

      static Time parse(String text) {
        return new Time(OffsetDateTime.parse(text).toInstant());
      }
    }

    /** {@code true} or {@code false}. */
    record Flag(boolean flag) implements Literal {
      @Override
      public Optional<Integer> compare(Object value) {
        return value instanceof Boolean own
            ? Optional.of(Boolean.compare(own, flag))
            : Optional.empty();
      }
    }

    /** {@code null}: what a missing property equals. */
    record Null() implements Literal {
      @Override
      public Optional<Integer> compare(Object value) {
        return value == null ? Optional.of(0) : Optional.empty();
      }
    }
  }

  /** The comparisons of OData. */
  enum Operator {
    EQ,
    NE,
    GT,
    GE,
    LT,
    LE;

    boolean holds(int order) {
      return switch (this) {
        case EQ -> order == 0;
        case NE -> order != 0;
        case GT -> order > 0;
        case GE -> order >= 0;
        case LT -> order < 0;
        case LE -> order <= 0;
      };
    }
  }
}
