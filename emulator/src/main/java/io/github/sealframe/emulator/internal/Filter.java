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
 * {@code or}, {@code not} and parentheses over the JSON of an entity. A property that is not there
 * equals only {@code null}.
 */
sealed interface Filter {

  boolean accepts(ObjectNode entity);

  /** The only ids that it can accept, so that no other entity is looked at; empty for any. */
  default Optional<Set<String>> ids() {
    return Optional.empty();
  }

  /** Accepts everything: what a list without a filter uses. */
  record All() implements Filter {
    @Override
    public boolean accepts(ObjectNode entity) {
      return true;
    }
  }

  /** Both sides accept. */
  record And(Filter left, Filter right) implements Filter {
    @Override
    public boolean accepts(ObjectNode entity) {
      return left.accepts(entity) && right.accepts(entity);
    }

    @Override
    public Optional<Set<String>> ids() {
      return left.ids().or(right::ids);
    }
  }

  /** One side accepts. */
  record Or(Filter left, Filter right) implements Filter {
    @Override
    public boolean accepts(ObjectNode entity) {
      return left.accepts(entity) || right.accepts(entity);
    }

    @Override
    public Optional<Set<String>> ids() {
      return left.ids()
          .flatMap(
              some ->
                  right
                      .ids()
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
    public boolean accepts(ObjectNode entity) {
      return !inner.accepts(entity);
    }
  }

  /** A property begins with a text. */
  record StartsWith(Property property, String prefix) implements Filter {
    @Override
    public boolean accepts(ObjectNode entity) {
      JsonNode node = property.in(entity);
      return node.isTextual() && node.textValue().startsWith(prefix);
    }
  }

  /** A property against a literal. */
  record Comparison(Property property, Operator operator, Literal literal) implements Filter {
    @Override
    public boolean accepts(ObjectNode entity) {
      Optional<Integer> order = literal.compare(property.in(entity));
      return order.map(operator::holds).orElse(operator == Operator.NE);
    }

    @Override
    public Optional<Set<String>> ids() {
      return property.path().equals("id")
              && operator == Operator.EQ
              && literal instanceof Literal.Text id
          ? Optional.of(Set.of(id.text()))
          : Optional.empty();
    }
  }

  /** A path such as {@code executionInfo/result}. */
  record Property(String path) {
    JsonNode in(ObjectNode entity) {
      JsonNode node = entity;
      for (String step : path.split("/", -1)) {
        node = node.path(step);
      }
      return node;
    }
  }

  /** What a property is compared with. */
  sealed interface Literal {

    /** How the property's value stands to this one; empty when the two cannot be compared. */
    Optional<Integer> compare(JsonNode value);

    /** A text; it also serves for a time that was written in quotes. */
    record Text(String text) implements Literal {
      @Override
      public Optional<Integer> compare(JsonNode value) {
        return value.isTextual()
            ? Optional.of(value.textValue().compareTo(text))
            : Optional.empty();
      }
    }

    /** A number. */
    record Decimal(BigDecimal number) implements Literal {
      @Override
      public Optional<Integer> compare(JsonNode value) {
        return value.isNumber()
            ? Optional.of(value.decimalValue().compareTo(number))
            : Optional.empty();
      }
    }

    /** A point in time, as {@code 2026-01-31T00:00:00Z} or {@code datetime'...'}. */
    record Time(Instant time) implements Literal {
      @Override
      public Optional<Integer> compare(JsonNode value) {
        try {
          return value.isTextual()
              ? Optional.of(Instant.parse(value.textValue()).compareTo(time))
              : Optional.empty();
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
      public Optional<Integer> compare(JsonNode value) {
        return value.isBoolean()
            ? Optional.of(Boolean.compare(value.booleanValue(), flag))
            : Optional.empty();
      }
    }

    /** {@code null}: what a missing property equals. */
    record Null() implements Literal {
      @Override
      public Optional<Integer> compare(JsonNode value) {
        return value.isMissingNode() || value.isNull() ? Optional.of(0) : Optional.empty();
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
