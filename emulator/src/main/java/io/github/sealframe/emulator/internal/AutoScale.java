package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How a pool scales itself.
 *
 * @param interval between two evaluations of the formula, 5 minutes to 168 hours
 * @param since when it was asked for, which tells it from the same settings at another time
 */
record AutoScale(String formula, Duration interval, Instant since) {

  private static final Duration DEFAULT_INTERVAL = Duration.ofMinutes(15);
  private static final Duration SHORTEST_INTERVAL = Duration.ofMinutes(5);
  private static final Duration LONGEST_INTERVAL = Duration.ofDays(7);

  /**
   * One evaluation of a formula.
   *
   * @param error empty when it went well
   */
  record Run(Instant timestamp, String results, Optional<FormulaException> error) {

    ObjectNode toJson() {
      ObjectNode json =
          Answer.object().put("timestamp", Times.wire(timestamp)).put("results", results);
      error.ifPresent(e -> json.set("error", e.toJson()));
      return json;
    }
  }

  /**
   * Reads the settings of a pool that has others, or none, up to now.
   *
   * @throws BatchError 400 for an interval out of range, or without a formula
   */
  static AutoScale read(ObjectNode body, Optional<AutoScale> earlier, Instant now) {
    Optional<Duration> interval = Body.duration(body, "autoScaleEvaluationInterval");
    if (interval.isPresent()
        && (interval.get().compareTo(SHORTEST_INTERVAL) < 0
            || interval.get().compareTo(LONGEST_INTERVAL) > 0)) {
      throw BatchError.invalidProperty(
          "autoScaleEvaluationInterval",
          Answer.text(body, "autoScaleEvaluationInterval"),
          "It has to be 5 minutes to 168 hours.");
    }
    return new AutoScale(
        Body.optional(body, "autoScaleFormula")
            .or(() -> earlier.map(AutoScale::formula))
            .orElseThrow(() -> BatchError.missingProperty("autoScaleFormula")),
        interval.or(() -> earlier.map(AutoScale::interval)).orElse(DEFAULT_INTERVAL),
        now);
  }

  void writeTo(ObjectNode json) {
    json.put("autoScaleFormula", formula);
    json.put("autoScaleEvaluationInterval", Times.wire(interval));
  }
}
