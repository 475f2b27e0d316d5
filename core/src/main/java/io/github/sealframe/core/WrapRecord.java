package io.github.sealframe.core;

import java.time.Instant;

/**
 * The record that a production ends. From the moment that it is written nobody, on any machine,
 * begins anything for the production.
 *
 * @param production which production
 * @param since when its end began
 * @param stage how far it is
 * @param downloaded frames that were on the machine that wrapped it, each with its digest
 * @param discarded frames that were given up
 */
public record WrapRecord(
    ProductionCode production, Instant since, Stage stage, int downloaded, int discarded) {

  /** How far the end of a production is. */
  public enum Stage {
    /** Nothing new begins; frames may be downloaded, and a hold released. */
    ENDING,
    /** What it has is being taken away. */
    DESTROYING,
    /** What could be taken away is gone, and a report says what remains. */
    WRAPPED,
    /** Its accounts are being deleted, each of which was found: one that is not there has gone. */
    CLOSING
  }

  /** The same, further on. */
  WrapRecord at(Stage next) {
    return new WrapRecord(production, since, next, downloaded, discarded);
  }

  /** The refusal of whoever tries something for the production. */
  PolicyRefusal refusal(String tried) {
    return new PolicyRefusal(
        tried,
        "production " + production,
        "control wf-hybrid-sanitize: it was wrapped, from " + since + " on",
        "begin another production, with a code from `production code`");
  }
}
