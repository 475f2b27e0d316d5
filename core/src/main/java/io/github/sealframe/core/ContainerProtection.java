package io.github.sealframe.core;

import java.util.Objects;

/**
 * What storage says of how long a container's blobs stay as they were written.
 *
 * @param role the container
 * @param versioning whether a blob that is overwritten or deleted is kept as a version
 * @param immutabilityPolicy whether the container has a policy that keeps blobs for a time
 * @param legalHold whether the container has a legal hold
 * @param versionImmutability whether each version of a blob can have a policy and a hold of its own
 */
public record ContainerProtection(
    ContainerRole role,
    Setting versioning,
    Setting immutabilityPolicy,
    Setting legalHold,
    Setting versionImmutability) {

  /** What is known of a setting. */
  public enum State {
    /** It is set. */
    ON,
    /** It is not set. */
    OFF,
    /** Storage does not say, which is no yes and no no. */
    UNKNOWN
  }

  /**
   * A setting.
   *
   * @param state what is known of it
   * @param reason why it is unknown; empty when it is known
   */
  public record Setting(State state, String reason) {
    /** Refuses what is unknown without a reason. */
    public Setting {
      Objects.requireNonNull(state, "state");
      if ((state == State.UNKNOWN) == reason.isBlank()) {
        throw new IllegalArgumentException("a reason is for what is unknown, and needed there");
      }
    }

    /** A setting that storage told. */
    public static Setting known(boolean on) {
      return new Setting(on ? State.ON : State.OFF, "");
    }

    /** A setting that storage did not tell. */
    public static Setting unknown(String reason) {
      return new Setting(State.UNKNOWN, reason);
    }

    @Override
    public String toString() {
      return state == State.UNKNOWN ? "unknown: " + reason : state == State.ON ? "on" : "off";
    }
  }
}
