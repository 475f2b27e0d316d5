package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** An autoscale formula cannot be read or evaluated; the message says where and why. */
final class FormulaException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean lacksSamples;

  private FormulaException(FormulaToken at, String reason, boolean lacksSamples) {
    super("Line " + at.line() + ", Col " + at.column() + ": " + reason);
    this.lacksSamples = lacksSamples;
  }

  FormulaException(FormulaToken at, String reason) {
    this(at, reason, false);
  }

  /** There are fewer samples than are asked for, which time may mend. */
  static FormulaException lacksSamples(FormulaToken at, String metric, long wanted, long received) {
    return new FormulaException(
        at,
        "Insufficient data from data set: "
            + metric
            + " wanted "
            + wanted
            + "%, received "
            + received
            + "%",
        true);
  }

  /** The error of an evaluation, as Batch tells it. */
  ObjectNode toJson() {
    ObjectNode json =
        lacksSamples
            ? Answer.object()
                .put("code", "InsufficientSampleData")
                .put("message", "Autoscale evaluation failed due to insufficient sample data")
            : Answer.object()
                .put("code", "AutoScalingFormulaEvaluationError")
                .put("message", "Autoscale evaluation failed due to an error in the formula");
    json.putArray("values").addObject().put("name", "Message").put("value", getMessage());
    return json;
  }
}
