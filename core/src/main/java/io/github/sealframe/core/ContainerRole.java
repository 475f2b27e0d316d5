package io.github.sealframe.core;

import java.util.Locale;

/** What a blob container of a production is for. Nodes have no right on {@link #CONTROL}. */
public enum ContainerRole {
  /** Renderer packages and the verifier script. */
  PACKAGES,
  /** Scene packages. */
  INPUT,
  /** Frames, their records and the tasks' logs. */
  OUTPUT,
  /** What was saved of nodes that were refused. */
  EVIDENCE,
  /** Hold records, plans, approvals and the journal. */
  CONTROL;

  /** The name as it stands in container names and messages. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
