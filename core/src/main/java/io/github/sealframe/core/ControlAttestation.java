package io.github.sealframe.core;

import java.time.LocalDate;

/**
 * A named person's word that the studio keeps a control which nobody but a person can look at.
 *
 * @param control id of the control
 * @param by the person
 * @param date when that person looked
 * @param evidence what was looked at, without a word of the production
 */
public record ControlAttestation(String control, String by, LocalDate date, String evidence) {
  /** For so many days after its date it counts. */
  public static final int MAX_AGE_DAYS = 365;

  /**
   * @throws IllegalArgumentException when the person or the evidence is blank
   */
  public ControlAttestation {
    if (by.isBlank() || evidence.isBlank()) {
      throw new IllegalArgumentException("an attestation needs a person and evidence");
    }
  }

  /** Whether it counts on {@code day}. */
  boolean countsOn(LocalDate day) {
    return !date.isAfter(day) && !day.isAfter(date.plusDays(MAX_AGE_DAYS));
  }
}
