package io.github.sealframe.core;

import java.time.LocalDate;

/**
 * A named person's word that a production may do without one of its controls for a while.
 *
 * @param control id of the control, as in {@code disk-encryption}
 * @param who the person
 * @param why the reason, without a word of the production
 * @param until the last day on which it counts, in UTC
 */
public record Waiver(String control, String who, String why, LocalDate until) {
  /**
   * @throws IllegalArgumentException when the person or the reason is blank
   */
  public Waiver {
    if (who.isBlank() || why.isBlank()) {
      throw new IllegalArgumentException("a waiver needs a person and a reason");
    }
  }

  /** Whether it counts on {@code day}. */
  boolean countsOn(LocalDate day) {
    return !day.isAfter(until);
  }
}
