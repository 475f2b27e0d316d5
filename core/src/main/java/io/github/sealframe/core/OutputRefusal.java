package io.github.sealframe.core;

import java.util.Optional;

/** A frame, or the record of frames, that is not what its node left. */
public final class OutputRefusal extends IntegrityRefusal {
  private final transient BlobRef blob;
  private final String why;

  OutputRefusal(BlobRef blob, String why, Throwable cause) {
    super(
        "save the frame in",
        "blob " + blob,
        why,
        "find out who wrote it and render it again",
        cause);
    this.blob = blob;
    this.why = why;
  }

  /** The same as what puts the hold on. */
  public Hold.Cause cause(PlanRecord plan) {
    return new Hold.Cause(
        Hold.Kind.OUTPUT_DIFFERS,
        plan.pool(),
        Optional.empty(),
        Optional.empty(),
        "blob " + blob + ", " + why);
  }
}
