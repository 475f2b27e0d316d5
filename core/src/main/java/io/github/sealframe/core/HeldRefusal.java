package io.github.sealframe.core;

/** The production is held: nothing runs until a named person has investigated and released it. */
public final class HeldRefusal extends Refusal {
  private final transient Hold hold;

  /**
   * @param tried what was tried
   * @param hold the hold that stands
   */
  public HeldRefusal(String tried, Hold hold) {
    super(
        line(
            tried,
            "production " + hold.production(),
            "it is held since " + hold.since() + ": " + hold.cause().describe(),
            "investigate, then `hold release --by NAME --note TEXT" + nodes(hold.cause()) + "`"),
        null);
    this.hold = hold;
  }

  private static String nodes(Hold.Cause cause) {
    return cause.kind().taintsPool()
        ? ""
        : cause.node().map(node -> " --node " + node + "=remove").orElse("");
  }

  /** The hold that stands. */
  public Hold hold() {
    return hold;
  }
}
