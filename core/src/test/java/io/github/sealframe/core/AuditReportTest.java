package io.github.sealframe.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.sealframe.core.Assessment.State;
import io.github.sealframe.core.Control.Applies;
import io.github.sealframe.core.Observation.Verdict;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuditReportTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 28);
  private static final ProductionCode CODE = new ProductionCode("pabcdefghij");

  private static Observation seen(Verdict verdict) {
    return new Observation(verdict, "a thing", "a value", "do this", NOW, Optional.empty());
  }

  private static ControlAttestation word(String control, LocalDate date) {
    return new ControlAttestation(control, "Ada", date, "looked");
  }

  private static Assessment one(
      String control, boolean emulator, List<Observation> seen, ControlAttestation... words) {
    return AuditReport.of(CODE, NOW, emulator, Map.of(control, seen), List.of(words))
        .assessments()
        .stream()
        .filter(assessment -> assessment.control().id().equals(control))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theTableHasEveryRowOfTheGuide() {
    List<Control> controls = Control.all();

    assertThat(controls).hasSize(149);
    assertThat(new HashSet<>(controls.stream().map(Control::id).toList())).hasSize(149);
    assertThat(
            controls.stream()
                .collect(Collectors.groupingBy(Control::applies, Collectors.counting())))
        .isEqualTo(
            Map.of(
                Applies.ENFORCE, 46L,
                Applies.CHECK, 29L,
                Applies.REPORT, 11L,
                Applies.DOCUMENT, 22L,
                Applies.OUT_OF_SCOPE, 41L));
  }

  @Test
  void whatAPersonCanAttestIsDescribed() {
    assertThat(ControlGuidance.all().keySet())
        .isEqualTo(
            Control.all().stream()
                .filter(control -> control.applies() != Applies.ENFORCE)
                .filter(control -> control.applies() != Applies.OUT_OF_SCOPE)
                .map(Control::id)
                .collect(Collectors.toSet()));
  }

  @Test
  void everyControlIsAnsweredOnceAndInOrder() {
    AuditReport report = AuditReport.of(CODE, NOW, false, Map.of(), List.of());

    assertThat(report.assessments()).extracting(Assessment::control).isEqualTo(Control.all());
    assertThat(report.count(State.PASS)).isZero();
    assertThat(report.count(State.NOT_APPLICABLE)).isEqualTo(41);
    assertThat(report.count(State.NOT_ASSESSED)).isEqualTo(108);
    assertThat(report.assessments())
        .filteredOn(assessment -> assessment.state() == State.NOT_ASSESSED)
        .noneMatch(assessment -> assessment.remedy().isEmpty());
    assertThat(report.summary()).hasSize(11).containsKey("Security Awareness");
    assertThat(List.copyOf(report.summary().keySet())).isSorted();
  }

  /** What was seen of a control, and what follows from it in Azure and on an emulator. */
  @ParameterizedTest
  @CsvSource({
    "'', NOT_ASSESSED, NOT_ASSESSED",
    "NOTED, NOT_ASSESSED, NOT_ASSESSED",
    "UNSEEN, NOT_ASSESSED, NOT_ASSESSED",
    "KEPT, PASS, NOT_ASSESSED",
    "KEPT NOTED, PASS, NOT_ASSESSED",
    "KEPT ABSENT, PASS, NOT_ASSESSED",
    "KEPT UNSEEN, NOT_ASSESSED, NOT_ASSESSED",
    "BROKEN, FAIL, FAIL",
    "KEPT BROKEN, FAIL, FAIL",
    "UNSEEN BROKEN, FAIL, FAIL",
    "ABSENT BROKEN, FAIL, FAIL",
    "ABSENT, NOT_APPLICABLE, NOT_APPLICABLE",
    "ABSENT UNSEEN, NOT_ASSESSED, NOT_ASSESSED",
  })
  void aStateFollowsFromWhatWasSeen(String verdicts, State azure, State emulator) {
    List<Observation> seen =
        Arrays.stream(verdicts.split(" "))
            .filter(word -> !word.isEmpty())
            .map(Verdict::valueOf)
            .map(AuditReportTest::seen)
            .toList();

    assertThat(one("net-nsg", false, seen).state()).isEqualTo(azure);
    assertThat(one("net-nsg", true, seen).state()).isEqualTo(emulator);
  }

  @Test
  void aWordCountsForAYearAndNeverAgainstWhatWasSeen() {
    ControlAttestation fresh = word("net-nsg", TODAY.minusDays(365));
    ControlAttestation stale = word("net-nsg", TODAY.minusDays(366));
    ControlAttestation early = word("net-nsg", TODAY.plusDays(1));

    assertThat(one("net-nsg", false, List.of(), fresh))
        .satisfies(given -> assertThat(given.state()).isEqualTo(State.ATTESTED))
        .satisfies(given -> assertThat(given.attestation()).contains(fresh));
    assertThat(one("net-nsg", false, List.of(seen(Verdict.UNSEEN)), fresh).state())
        .isEqualTo(State.ATTESTED);
    assertThat(one("net-nsg", false, List.of(), stale))
        .satisfies(given -> assertThat(given.state()).isEqualTo(State.NOT_ASSESSED))
        .satisfies(given -> assertThat(given.remedy()).startsWith("attest again that "));
    assertThat(one("net-nsg", false, List.of(), early).state()).isEqualTo(State.NOT_ASSESSED);
    assertThat(one("net-nsg", false, List.of(seen(Verdict.BROKEN)), fresh).state())
        .isEqualTo(State.FAIL);
    assertThat(one("net-nsg", false, List.of(seen(Verdict.KEPT)), fresh))
        .satisfies(given -> assertThat(given.state()).isEqualTo(State.PASS))
        .satisfies(given -> assertThat(given.attestation()).isEmpty());
    assertThat(one("secure-workstations", false, List.of(), word("secure-workstations", TODAY)))
        .satisfies(given -> assertThat(given.state()).isEqualTo(State.ATTESTED));
  }

  @Test
  void nothingIsSeenOfAControlThatThereIsNot() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(
            () -> AuditReport.of(CODE, NOW, false, Map.of("net-nsq", List.of()), List.of()));
  }

  @Test
  void nothingPassesWithoutEvidence() {
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(
            () ->
                new Assessment(Control.all().get(0), State.PASS, Optional.empty(), List.of(), ""));
  }

  @Test
  void aRemedySaysWhatToDoOnce() {
    assertThat(one("net-nsg", false, List.of(seen(Verdict.BROKEN), seen(Verdict.BROKEN))).remedy())
        .isEqualTo("do this");
    assertThat(one("net-nsg", false, List.of(seen(Verdict.UNSEEN))).remedy())
        .startsWith("do this; attest that ")
        .endsWith("(docs/azure.md#what-it-makes)");
  }
}
