package io.github.sealframe.core;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What an audit says of every control of the guide.
 *
 * @param production whose audit it is
 * @param made when it was made
 * @param emulator whether an emulator was looked at, which proves nothing of Azure
 * @param assessments one for each control, in the guide's order
 */
public record AuditReport(
    ProductionCode production, Instant made, boolean emulator, List<Assessment> assessments) {

  /** Copies the list. */
  public AuditReport {
    assessments = List.copyOf(assessments);
  }

  /**
   * Says of every control what follows from what was seen.
   *
   * @param seen what was looked at, by the id of the control
   * @param attestations what the studio says of itself
   * @throws IllegalArgumentException when something was seen of a control that there is not
   */
  public static AuditReport of(
      ProductionCode production,
      Instant made,
      boolean emulator,
      Map<String, List<Observation>> seen,
      List<ControlAttestation> attestations) {
    Set<String> known = Control.all().stream().map(Control::id).collect(Collectors.toSet());
    if (!known.containsAll(seen.keySet())) {
      throw new IllegalArgumentException("something was seen of a control that there is not");
    }
    LocalDate today = LocalDate.ofInstant(made, ZoneOffset.UTC);
    List<Assessment> assessments = new ArrayList<>();
    for (Control control : Control.all()) {
      assessments.add(
          Assessment.of(
              control,
              seen.getOrDefault(control.id(), List.of()),
              newest(control, attestations),
              emulator,
              today));
    }
    return new AuditReport(production, made, emulator, assessments);
  }

  private static Optional<ControlAttestation> newest(
      Control control, List<ControlAttestation> attestations) {
    return attestations.stream()
        .filter(word -> word.control().equals(control.id()))
        .max(Comparator.comparing(ControlAttestation::date));
  }

  /** Whether a control is not kept. */
  public boolean hasFailures() {
    return count(Assessment.State.FAIL) > 0;
  }

  /** How many controls are in a state. */
  public long count(Assessment.State state) {
    return assessments.stream().filter(assessment -> assessment.state() == state).count();
  }

  /** How many controls of each category are in each state; categories by their names. */
  public Map<String, Map<Assessment.State, Integer>> summary() {
    Map<String, Map<Assessment.State, Integer>> summary = new TreeMap<>();
    for (Assessment assessment : assessments) {
      summary
          .computeIfAbsent(
              assessment.control().category(), category -> new EnumMap<>(Assessment.State.class))
          .merge(assessment.state(), 1, Integer::sum);
    }
    return summary;
  }
}
