package io.github.sealframe.samples;

import io.github.sealframe.core.Assessment;
import io.github.sealframe.core.AuditReport;
import io.github.sealframe.core.Observation;
import io.github.sealframe.core.Waiver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/**
 * An audit's report as one page of HTML that needs nothing else: no script, no font and no picture
 * from anywhere. Every text that was not written here is escaped.
 */
final class AuditPage {
  private final StringBuilder html = new StringBuilder();
  private final AuditReport report;

  private AuditPage(AuditReport report) {
    this.report = report;
  }

  static String of(AuditReport report) {
    return new AuditPage(report).page();
  }

  private String page() {
    String title = "Audit of " + report.production();
    html.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none';");
    html.append(" style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n");
    html.append("<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
    html.append(escaped(title)).append("</title>\n<style>\n");
    html.append(style()).append("</style>\n</head>\n<body>\n<h1>");
    html.append(escaped(title)).append("</h1>\n");
    paragraph("Made on " + report.made() + " by " + SoftwareChecks.WHAT + ".");
    if (report.emulator()) {
      html.append("<p class=\"emulator\">This is an emulator, which proves nothing of Azure:");
      html.append(" no control passes.</p>\n");
    }
    summary();
    failures();
    report.summary().keySet().forEach(this::category);
    return html.append("</body>\n</html>").toString();
  }

  private void summary() {
    html.append("<h2>Summary</h2>\n<table class=\"summary\">\n<thead><tr><th>Category</th>");
    for (Assessment.State state : Assessment.State.values()) {
      html.append("<th>").append(state.word()).append("</th>");
    }
    html.append("</tr></thead>\n<tbody>\n");
    report.summary().forEach((category, counts) -> row(category, counts));
    html.append("</tbody>\n<tfoot>\n<tr><th>All</th>");
    for (Assessment.State state : Assessment.State.values()) {
      html.append("<td>").append(report.count(state)).append("</td>");
    }
    html.append("</tr>\n</tfoot>\n</table>\n");
  }

  private void row(String category, Map<Assessment.State, Integer> counts) {
    html.append("<tr><th>").append(escaped(category)).append("</th>");
    for (Assessment.State state : Assessment.State.values()) {
      int count = counts.getOrDefault(state, 0);
      html.append("<td").append(count == 0 ? " class=\"none\"" : "").append('>');
      html.append(count).append("</td>");
    }
    html.append("</tr>\n");
  }

  private void failures() {
    if (!report.hasFailures()) {
      return;
    }
    html.append("<h2>What fails</h2>\n<ul>\n");
    for (Assessment assessment : report.assessments()) {
      if (assessment.state() == Assessment.State.FAIL) {
        html.append("<li><a href=\"#").append(escaped(assessment.control().id())).append("\">");
        html.append(escaped(assessment.control().title())).append("</a>: ");
        html.append(escaped(assessment.remedy()));
        html.append(assessment.waivers().isEmpty() ? "" : " (waived)").append("</li>\n");
      }
    }
    html.append("</ul>\n");
  }

  private void category(String category) {
    html.append("<h2>").append(escaped(category)).append("</h2>\n");
    report.assessments().stream()
        .filter(assessment -> assessment.control().category().equals(category))
        .forEach(this::control);
  }

  private void control(Assessment assessment) {
    String id = escaped(assessment.control().id());
    html.append("<section id=\"").append(id).append("\">\n<h3><span class=\"state ");
    html.append(assessment.state().word()).append("\">").append(assessment.state().word());
    html.append("</span> ").append(escaped(assessment.control().title())).append("</h3>\n");
    html.append("<p class=\"about\"><code>").append(id).append("</code>, ");
    html.append(escaped(assessment.control().section())).append(", ");
    html.append(escaped(assessment.control().service())).append(". ");
    html.append(escaped(sentence(assessment.control().today()))).append("</p>\n");
    assessment
        .attestation()
        .ifPresent(
            word ->
                paragraph(
                    "Attested by " + word.by() + ", " + word.date() + ": " + word.evidence()));
    if (assessment.state() == Assessment.State.NOT_APPLICABLE && assessment.evidence().isEmpty()) {
      paragraph("Reason: " + assessment.control().how());
    }
    evidence(assessment);
    for (Waiver waiver : assessment.waivers()) {
      paragraph("Waived by " + waiver.who() + " until " + waiver.until() + ": " + waiver.why());
    }
    if (!assessment.remedy().isEmpty()) {
      html.append("<p class=\"remedy\">").append(escaped(sentence(assessment.remedy())));
      html.append("</p>\n");
    }
    html.append("</section>\n");
  }

  private static String sentence(String text) {
    return text.isEmpty()
        ? ""
        : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1) + ".";
  }

  private void evidence(Assessment assessment) {
    if (assessment.evidence().isEmpty()) {
      return;
    }
    html.append("<table class=\"evidence\">\n");
    for (Observation seen : assessment.evidence()) {
      html.append("<tr><td class=\"").append(AuditDocument.word(seen.verdict())).append("\">");
      html.append(AuditDocument.word(seen.verdict())).append("</td><th>");
      html.append(escaped(seen.what())).append("</th><td>").append(escaped(seen.value()));
      html.append("</td><td class=\"time\">").append(escaped(seen.at().toString()));
      html.append("</td></tr>\n");
    }
    html.append("</table>\n");
  }

  private void paragraph(String text) {
    html.append("<p>").append(escaped(text)).append("</p>\n");
  }

  /** A text that can stand in an element and in a quoted attribute, and is nothing but text. */
  static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.appendCodePoint(isShown(c) ? c : '\ufffd');
              }
            });
    return escaped.toString();
  }

  /** Control and format characters could turn the text around them. */
  private static boolean isShown(int c) {
    int type = Character.getType(c);
    return type != Character.CONTROL && type != Character.FORMAT && type != Character.SURROGATE;
  }

  private static String style() {
    try (InputStream in = AuditPage.class.getResourceAsStream("audit.css")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
