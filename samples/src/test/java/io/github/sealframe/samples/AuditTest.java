package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.core.Assessment;
import io.github.sealframe.core.AuditReport;
import io.github.sealframe.core.Control;
import io.github.sealframe.core.ControlAttestation;
import io.github.sealframe.core.ControlGuidance;
import io.github.sealframe.core.Observation;
import io.github.sealframe.core.Observation.Verdict;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.Waiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an audit's report looks like, and what is said of it. */
class AuditTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 28);

  private static AuditReport report(String text) {
    Observation broken =
        new Observation(
            Verdict.BROKEN,
            text,
            text,
            text,
            NOW,
            Optional.of(new Waiver("disk-encryption", text, text, TODAY)));
    return AuditReport.of(
        new ProductionCode("pabcdefghij"),
        NOW,
        false,
        Map.of("disk-encryption", List.of(broken)),
        List.of(new ControlAttestation("portal-mfa", text, TODAY, text)));
  }

  /** Whoever may write into a pool, a container or the production file writes no page. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onload='x",
        "</style></title><b>",
        "&lt;i&gt;",
        "a\u0000b\u202ec\u2066d\ud800",
        "\r\nContent-Type: x",
      })
  void hostileTextsStayTextsOnThePage(String hostile) {
    String plain = AuditPage.of(report("plain"));
    String page = AuditPage.of(report(hostile));

    assertThat(tags(page)).isEqualTo(tags(plain));
    assertThat(page)
        .contains(AuditPage.escaped(hostile))
        .doesNotContain("<script", "<img", "\u0000", "\u202e", "\u2066", "\ud800", "&amp;amp;")
        .contains("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';");
  }

  private static List<String> tags(String page) {
    return Arrays.stream(page.split("<", -1)).skip(1).map(part -> part.split(">", -1)[0]).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nfail  forged", "a\u001b[2Jb", "a\rb"})
  void aTextIsOneLineInATerminal(String hostile) {
    assertThat(AuditText.of(report(hostile)).lines().count())
        .isEqualTo(AuditText.of(report("plain")).lines().count());
    assertThat(AuditText.of(report(hostile))).doesNotContain("\u001b", "\r");
  }

  @Test
  void aReportIsAsItsSchemaSays() throws IOException {
    JsonNode schema = Json.parse(Files.readString(Path.of("audit/audit.schema.json")));
    JsonNode document = Json.parse(Json.text(AuditDocument.of(report("a text"))));

    assertThat(document.get("controls")).hasSize(149);
    assertConforms(document, schema, "the report");
  }

  /** As far as that schema goes: objects, arrays, constants and choices. */
  private static void assertConforms(JsonNode value, JsonNode schema, String at) {
    if (schema.has("enum")) {
      assertThat(schema.get("enum")).as(at).contains(value);
    }
    if (schema.has("const")) {
      assertThat(value).as(at).isEqualTo(schema.get("const"));
    }
    if (value.isArray()) {
      value.forEach(item -> assertConforms(item, schema.get("items"), at + "[]"));
    }
    if (!value.isObject()) {
      return;
    }
    schema
        .path("required")
        .forEach(name -> assertThat(value.has(name.asText())).as(at + "/" + name).isTrue());
    value
        .fields()
        .forEachRemaining(
            field -> {
              JsonNode known = schema.path("properties").path(field.getKey());
              JsonNode of = known.isMissingNode() ? schema.get("additionalProperties") : known;
              assertThat(of.isObject()).as(at + "/" + field.getKey()).isTrue();
              assertConforms(field.getValue(), of, at + "/" + field.getKey());
            });
  }

  @Test
  void everyEnforcedControlIsLookedAt() {
    Set<String> looked = new HashSet<>();
    Audit.CHECKS.forEach(check -> looked.addAll(check.controls()));

    assertThat(Control.all())
        .extracting(Control::id)
        .as("controls that there are")
        .containsAll(looked);
    assertThat(Control.all())
        .filteredOn(control -> control.applies() == Control.Applies.ENFORCE)
        .extracting(Control::id)
        .isSubsetOf(looked);
  }

  @Test
  void everyControlAndPageIsDescribed() throws IOException {
    Path docs = Path.of("..");
    String audit = Files.readString(docs.resolve("docs/audit.md"));

    assertThat(Control.all()).allMatch(control -> audit.contains("`" + control.id() + "`"));
    for (Map.Entry<String, ControlGuidance> row : ControlGuidance.all().entrySet()) {
      assertThat(audit).contains("| " + row.getValue().attest() + " |");
      String[] place = row.getValue().document().split("#", -1);
      List<String> headings =
          Files.readAllLines(docs.resolve(place[0])).stream()
              .filter(line -> line.startsWith("#"))
              .map(AuditTest::anchor)
              .toList();
      assertThat(headings).as(row.getKey()).contains(place.length > 1 ? place[1] : headings.get(0));
    }
  }

  /** As pages of Markdown name their headings. */
  private static String anchor(String heading) {
    return heading
        .replaceFirst("#+ ", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9 -]", "")
        .replace(' ', '-');
  }

  @Test
  void whatIsWaivedFailsWithItsWaiver() {
    AuditReport report = report("a text");

    assertThat(report.count(Assessment.State.FAIL)).isEqualTo(1);
    assertThat(AuditText.of(report)).contains("waived       by a text until 2026-11-28: a text");
    assertThat(AuditPage.of(report)).contains("Waived by a text until 2026-11-28: a text");
  }
}
