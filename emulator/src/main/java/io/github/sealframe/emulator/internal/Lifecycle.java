package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Locale;
import java.util.function.BiConsumer;

/** A state, since when it holds, and the one before it. Guarded by the account's lock. */
final class Lifecycle<S extends Enum<S>> {

  private S state;
  private Instant since;
  private S previous;
  private Instant previousSince;
  private final BiConsumer<S, Instant> onChange;

  Lifecycle(S state, Instant since) {
    this(state, since, (next, now) -> {});
  }

  /**
   * @param onChange is told of each state, the first one too
   */
  Lifecycle(S state, Instant since, BiConsumer<S, Instant> onChange) {
    this.state = state;
    this.since = since;
    this.onChange = onChange;
    onChange.accept(state, since);
  }

  /** Reads what {@link #writeTo} wrote. */
  static <S extends Enum<S>> Lifecycle<S> read(ObjectNode json, Class<S> states) {
    Lifecycle<S> read =
        new Lifecycle<>(
            named(states, Answer.text(json, "state")),
            Times.instant(Answer.text(json, "stateTransitionTime")));
    if (json.has("previousState")) {
      read.previous = named(states, Answer.text(json, "previousState"));
      read.previousSince = Times.instant(Answer.text(json, "previousStateTransitionTime"));
    }
    return read;
  }

  private static <S extends Enum<S>> S named(Class<S> states, String wire) {
    return Enum.valueOf(states, wire.toUpperCase(Locale.ROOT));
  }

  S state() {
    return state;
  }

  Instant since() {
    return since;
  }

  boolean is(S other) {
    return state == other;
  }

  void to(S next, Instant now) {
    if (next == state) {
      return;
    }
    previous = state;
    previousSince = since;
    state = next;
    since = now;
    onChange.accept(next, now);
  }

  void writeTo(ObjectNode json) {
    writeCurrent(json, "state", "stateTransitionTime");
    if (previous != null) {
      json.put("previousState", wire(previous));
      json.put("previousStateTransitionTime", Times.wire(previousSince));
    }
  }

  void writeCurrent(ObjectNode json, String stateName, String timeName) {
    json.put(stateName, wire(state));
    json.put(timeName, Times.wire(since));
  }

  static String wire(Enum<?> state) {
    return state.name().toLowerCase(Locale.ROOT);
  }
}
