package io.github.sealframe.samples;

import io.github.sealframe.core.Assessment;
import io.github.sealframe.core.AuditReport;
import io.github.sealframe.core.ControlAttestation;
import io.github.sealframe.core.Observation;
import io.github.sealframe.core.Waiver;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** An audit's report as a document; {@code samples/audit/audit.schema.json} describes it. */
final class AuditDocument {
  /** Goes up when what is there changes its meaning, or goes away. */
  static final int VERSION = 1;

  private AuditDocument() {}

  static Map<String, Object> of(AuditReport report) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("audit", VERSION);
    document.put("production", report.production().value());
    document.put("made", report.made().toString());
    document.put("emulator", report.emulator());
    document.put("summary", counts(report));
    Map<String, Object> categories = new LinkedHashMap<>();
    report
        .summary()
        .forEach(
            (category, counts) -> {
              Map<String, Integer> states = new LinkedHashMap<>();
              for (Assessment.State state : Assessment.State.values()) {
                states.put(state.word(), counts.getOrDefault(state, 0));
              }
              categories.put(category, states);
            });
    document.put("categories", categories);
    document.put("controls", report.assessments().stream().map(AuditDocument::of).toList());
    return document;
  }

  /** How many controls are in each state. */
  static Map<String, Long> counts(AuditReport report) {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (Assessment.State state : Assessment.State.values()) {
      counts.put(state.word(), report.count(state));
    }
    return counts;
  }

  private static Map<String, Object> of(Assessment assessment) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("id", assessment.control().id());
    document.put("title", assessment.control().title());
    document.put("section", assessment.control().section());
    document.put("category", assessment.control().category());
    document.put("service", assessment.control().service());
    document.put("applies", word(assessment.control().applies()));
    document.put("how", assessment.control().how());
    document.put("today", assessment.control().today());
    document.put("state", assessment.state().word());
    assessment.attestation().ifPresent(word -> document.put("attestation", of(word)));
    document.put("evidence", assessment.evidence().stream().map(AuditDocument::of).toList());
    document.put("waivers", assessment.waivers().stream().map(AuditDocument::of).toList());
    document.put("remedy", assessment.remedy());
    return document;
  }

  private static Map<String, Object> of(ControlAttestation word) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("by", word.by());
    document.put("date", word.date().toString());
    document.put("evidence", word.evidence());
    return document;
  }

  private static Map<String, Object> of(Observation seen) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("verdict", word(seen.verdict()));
    document.put("what", seen.what());
    document.put("value", seen.value());
    document.put("at", seen.at().toString());
    return document;
  }

  private static Map<String, Object> of(Waiver waiver) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("who", waiver.who());
    document.put("why", waiver.why());
    document.put("until", waiver.until().toString());
    return document;
  }

  static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
