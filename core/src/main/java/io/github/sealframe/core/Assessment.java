package io.github.sealframe.core;

import io.github.sealframe.core.Observation.Verdict;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What an audit says of a control.
 *
 * @param control which
 * @param state whether it is kept
 * @param attestation whose word that rests on; empty when it rests on none
 * @param evidence what was looked at, in the order in which it was
 * @param remedy what to do next; empty when there is nothing to do
 */
public record Assessment(
    Control control,
    State state,
    Optional<ControlAttestation> attestation,
    List<Observation> evidence,
    String remedy) {

  /** Copies the list. */
  public Assessment {
    evidence = List.copyOf(evidence);
    if (state == State.PASS && evidence.isEmpty()) {
      throw new IllegalArgumentException("nothing passes without evidence");
    }
  }

  /** Whether a control is kept. */
  public enum State {
    /** It was looked at, in Azure or on this machine, and is kept. */
    PASS,
    /** It is not kept, whoever allows that. */
    FAIL,
    /** There is nothing here that could keep or break it. */
    NOT_APPLICABLE,
    /** It could not be looked at, and nobody gave their word. */
    NOT_ASSESSED,
    /** A named person gave their word. */
    ATTESTED;

    /** As it is written: {@code not-assessed}. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** What is said of a control from what was seen. */
  static Assessment of(
      Control control,
      List<Observation> seen,
      Optional<ControlAttestation> word,
      boolean emulator,
      LocalDate today) {
    Optional<ControlAttestation> counts = word.filter(given -> given.countsOn(today));
    State state = state(control, seen, counts.isPresent(), emulator);
    return new Assessment(
        control,
        state,
        state == State.ATTESTED ? counts : Optional.empty(),
        seen,
        remedy(control, state, seen, word.isPresent()));
  }

  /** What was seen broken is broken, whatever else was seen, or anybody says. */
  private static State state(
      Control control, List<Observation> seen, boolean attested, boolean emulator) {
    if (has(seen, Verdict.BROKEN)) {
      return State.FAIL;
    }
    boolean kept = has(seen, Verdict.KEPT) && !has(seen, Verdict.UNSEEN) && !emulator;
    if (kept) {
      return State.PASS;
    }
    if (attested) {
      return State.ATTESTED;
    }
    boolean open = has(seen, Verdict.KEPT) || has(seen, Verdict.UNSEEN);
    boolean absent = has(seen, Verdict.ABSENT) || control.applies() == Control.Applies.OUT_OF_SCOPE;
    return absent && !open ? State.NOT_APPLICABLE : State.NOT_ASSESSED;
  }

  private static boolean has(List<Observation> seen, Verdict verdict) {
    return seen.stream().anyMatch(observation -> observation.verdict() == verdict);
  }

  private static String remedy(
      Control control, State state, List<Observation> seen, boolean wordIsOld) {
    if (state != State.FAIL && state != State.NOT_ASSESSED) {
      return "";
    }
    List<String> next = new ArrayList<>();
    Verdict open = state == State.FAIL ? Verdict.BROKEN : Verdict.UNSEEN;
    seen.stream()
        .filter(observation -> observation.verdict() == open && !observation.next().isEmpty())
        .map(Observation::next)
        .distinct()
        .forEach(next::add);
    ControlGuidance guidance = ControlGuidance.all().get(control.id());
    if (state == State.NOT_ASSESSED && guidance != null) {
      next.add(
          (wordIsOld ? "attest again that " : "attest that ")
              + guidance.attest()
              + " ("
              + guidance.document()
              + ")");
    }
    if (next.isEmpty()) {
      next.add("audit the production in Azure");
    }
    return String.join("; ", next);
  }

  /** The waivers that are in force for it. */
  public List<Waiver> waivers() {
    return evidence.stream()
        .map(observation -> observation.waiver().orElse(null))
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }
}
