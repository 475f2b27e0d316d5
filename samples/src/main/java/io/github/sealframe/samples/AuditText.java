package io.github.sealframe.samples;

import io.github.sealframe.core.Assessment;
import io.github.sealframe.core.AuditReport;
import io.github.sealframe.core.Observation;
import io.github.sealframe.core.Waiver;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An audit's report for a terminal. */
final class AuditText {
  private AuditText() {}

  static String of(AuditReport report) {
    StringBuilder text = new StringBuilder();
    line(text, "production %s, %s%s", report.production(), report.made(), farm(report));
    report.assessments().forEach(assessment -> control(text, assessment));
    line(text, "");
    for (Map.Entry<String, Map<Assessment.State, Integer>> category : report.summary().entrySet()) {
      line(
          text,
          "%-28s %s",
          category.getKey(),
          category.getValue().entrySet().stream()
              .map(count -> count.getKey().word() + " " + count.getValue())
              .collect(Collectors.joining(", ")));
    }
    return text.append(counts(report)).toString();
  }

  private static String farm(AuditReport report) {
    return report.emulator() ? "; an emulator, which proves nothing of Azure" : "";
  }

  private static void control(StringBuilder text, Assessment assessment) {
    line(text, "");
    line(
        text,
        "%-14s %s: %s",
        assessment.state().word(),
        assessment.control().id(),
        assessment.control().title());
    line(text, "  category     %s", assessment.control().category());
    assessment
        .attestation()
        .ifPresent(
            word ->
                line(
                    text, "  attested     by %s, %s: %s", word.by(), word.date(), word.evidence()));
    if (assessment.state() == Assessment.State.NOT_APPLICABLE && assessment.evidence().isEmpty()) {
      line(text, "  reason       %s", assessment.control().how());
    }
    for (Observation seen : assessment.evidence()) {
      line(
          text,
          "  %-12s %s: %s (%s)",
          AuditDocument.word(seen.verdict()),
          seen.what(),
          seen.value(),
          seen.at());
    }
    for (Waiver waiver : assessment.waivers()) {
      line(text, "  waived       by %s until %s: %s", waiver.who(), waiver.until(), waiver.why());
    }
    if (!assessment.remedy().isEmpty()) {
      line(text, "  do           %s", assessment.remedy());
    }
  }

  /** What a name of the production file holds is one line of it here, and no more. */
  private static void line(StringBuilder text, String form, Object... values) {
    Object[] plain =
        Stream.of(values).map(value -> String.valueOf(value).replaceAll("\\p{Cc}+", " ")).toArray();
    text.append(String.format(form, plain)).append('\n');
  }

  /** How many controls are in each state, on one line. */
  static String counts(AuditReport report) {
    return AuditDocument.counts(report).entrySet().stream()
        .map(count -> count.getValue() + " " + count.getKey())
        .collect(Collectors.joining(", "));
  }
}
