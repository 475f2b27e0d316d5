package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** Something that goes wrong because it was asked for; docs/emulator.md describes each. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
  @JsonSubTypes.Type(value = Fault.Throttle.class, name = "throttle"),
  @JsonSubTypes.Type(value = Fault.Latency.class, name = "latency"),
  @JsonSubTypes.Type(value = Fault.Reset.class, name = "reset"),
  @JsonSubTypes.Type(value = Fault.Quota.class, name = "quota")
})
sealed interface Fault {

  /** A request is refused for the moment. */
  record Throttle(int status, int retryAfter) implements Fault {
    public Throttle {
      require(status == 429 || status == 503, "status", status, "429 or 503");
      require(retryAfter >= 0, "retryAfter", retryAfter, "a number of seconds, at least 0");
    }
  }

  /** A request waits before it is looked at. */
  record Latency(double seconds) implements Fault {
    public Latency {
      requireSeconds("seconds", seconds);
    }
  }

  /** The connection of a request ends without its whole answer. */
  record Reset(When when) implements Fault {

    enum When {
      /** Nothing was done. */
      BEFORE,
      /** It was done, and half of the answer's body came. */
      DURING,
      /** It was done, and nothing came. */
      AFTER
    }

    public Reset {
      require(when != null, "when", "missing", "before, during or after");
    }
  }

  /** There may be no more of something than there are. */
  record Quota(Of of, int most) implements Fault {

    enum Of {
      POOLS,
      /** Active jobs and job schedules. */
      JOBS
    }

    public Quota {
      require(of != null, "of", "missing", "pools or jobs");
      require(most >= 0, "most", most, "a number, at least 0");
    }
  }

  private static void requireSeconds(String name, double seconds) {
    require(seconds >= 0 && seconds <= 86_400, name, seconds, "a number of seconds, 0 to 86400");
  }

  private static void require(boolean holds, String name, Object value, String what) {
    if (!holds) {
      throw new IllegalArgumentException("'" + name + "' is " + value + "; it has to be " + what);
    }
  }
}
