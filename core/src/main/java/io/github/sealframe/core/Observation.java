package io.github.sealframe.core;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that an audit looked at.
 *
 * @param verdict what it says of the control
 * @param what what was looked at
 * @param value what was seen, or why nothing was
 * @param next what to do about it; empty when there is nothing to do
 * @param at when
 * @param waiver who allows what is not as it should be; empty when nobody does
 */
public record Observation(
    Verdict verdict, String what, String value, String next, Instant at, Optional<Waiver> waiver) {

  /** What was seen says of a control. */
  public enum Verdict {
    /** That it is kept. */
    KEPT,
    /** That it is not kept. */
    BROKEN,
    /** Nothing: it could not be looked at. */
    UNSEEN,
    /** That there is nothing which could keep or break it. */
    ABSENT,
    /** Nothing by itself: it is good to know. */
    NOTED
  }
}
