package io.github.sealframe.samples;

import io.github.sealframe.core.Observation;
import java.util.List;

/**
 * One look at a production, and the controls that it says something of.
 *
 * @param controls ids of the controls
 * @param look looks; it may throw a refusal when it is not let
 */
record AuditCheck(List<String> controls, Look look) {

  /** A look. */
  @FunctionalInterface
  interface Look {
    List<Observation> at(AuditSubject subject);
  }

  /** A look that says one thing. */
  @FunctionalInterface
  interface OneLook {
    Observation at(AuditSubject subject);
  }

  static AuditCheck of(Look look, String... controls) {
    return new AuditCheck(List.of(controls), look);
  }

  static AuditCheck one(OneLook look, String... controls) {
    return new AuditCheck(List.of(controls), subject -> List.of(look.at(subject)));
  }
}
