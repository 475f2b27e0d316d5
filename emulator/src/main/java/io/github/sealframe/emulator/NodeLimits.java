package io.github.sealframe.emulator;

/**
 * Whether what a node's processes may take together is limited; immutable.
 *
 * @see BatchEmulator.Settings#withNodeLimits
 */
public sealed interface NodeLimits {

  /** Nobody asked for limits: a node's processes take what the machine has. */
  record NotAsked() implements NodeLimits {}

  /** Each node has a control group of its own with the limits that were asked for. */
  record Applied() implements NodeLimits {}

  /**
   * Limits were asked for, and there are none.
   *
   * @param reason what this machine does not allow, in one line
   */
  record NotApplied(String reason) implements NodeLimits {}
}
