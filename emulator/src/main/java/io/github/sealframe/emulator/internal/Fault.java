package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.TreeSet;

/** Something that goes wrong because it was asked for; docs/emulator.md describes each. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, include = JsonTypeInfo.As.WRAPPER_OBJECT)
@JsonSubTypes({
  @JsonSubTypes.Type(value = Fault.Throttle.class, name = "throttle"),
  @JsonSubTypes.Type(value = Fault.Latency.class, name = "latency"),
  @JsonSubTypes.Type(value = Fault.Reset.class, name = "reset"),
  @JsonSubTypes.Type(value = Fault.Quota.class, name = "quota"),
  @JsonSubTypes.Type(value = Fault.Allocation.class, name = "allocation"),
  @JsonSubTypes.Type(value = Fault.PoolChange.class, name = "poolChange"),
  @JsonSubTypes.Type(value = Fault.StartTaskFailure.class, name = "startTaskFailure"),
  @JsonSubTypes.Type(value = Fault.Unusable.class, name = "unusable"),
  @JsonSubTypes.Type(value = Fault.Preemption.class, name = "preemption"),
  @JsonSubTypes.Type(value = Fault.LostAgent.class, name = "lostAgent"),
  @JsonSubTypes.Type(value = Fault.SlowNode.class, name = "slowNode"),
  @JsonSubTypes.Type(value = Fault.DiskFull.class, name = "diskFull"),
  @JsonSubTypes.Type(value = Fault.Upload.class, name = "upload")
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

  /** A pool gets fewer new nodes than it is to have, of the kind that the code is about. */
  record Allocation(String code, int nodes) implements Fault {

    private static final Map<String, String> MESSAGES =
        Map.of(
            "AllocationFailed",
            "The desired number of nodes could not be allocated.",
            "AllocationTimedout",
            "The desired number of nodes could not be allocated within the resize timeout.",
            "AccountCoreQuotaReached",
            "The account has reached its quota of dedicated cores.",
            "AccountVMSeriesCoreQuotaReached",
            "The account has reached its quota of dedicated cores of the VM series.",
            "AccountLowPriorityCoreQuotaReached",
            "The account has reached its quota of low-priority cores.",
            "AccountSpotCoreQuotaReached",
            "The account has reached its quota of spot cores.",
            "ResizeStopped",
            "The resize of the pool was stopped.",
            "Unknown",
            "The resize of the pool failed for a reason that is not known.");

    public Allocation {
      require(
          code != null && MESSAGES.containsKey(code),
          "code",
          code,
          "one of " + String.join(", ", new TreeSet<>(MESSAGES.keySet())));
      require(nodes >= 0, "nodes", nodes, "how many nodes come all the same, at least 0");
    }

    boolean concerns(boolean dedicated) {
      return switch (code) {
        case "AccountCoreQuotaReached", "AccountVMSeriesCoreQuotaReached" -> dedicated;
        case "AccountLowPriorityCoreQuotaReached", "AccountSpotCoreQuotaReached" -> !dedicated;
        default -> true;
      };
    }

    String message() {
      return MESSAGES.get(code);
    }
  }

  /** Someone changes properties of a pool, which no request did. */
  record PoolChange(ObjectNode set) implements Fault {
    public PoolChange {
      require(set != null && !set.isEmpty(), "set", set, "an object with properties of a pool");
    }
  }

  /** The StartTask's command ends with this code instead of running. */
  record StartTaskFailure(int exitCode) implements Fault {
    public StartTaskFailure {
      require(exitCode >= 1 && exitCode <= 255, "exitCode", exitCode, "1 to 255");
    }
  }

  /** A node cannot be used any more, and reports an error of this code. */
  record Unusable(double after, String code) implements Fault {
    public Unusable {
      requireSeconds("after", after);
      code = code == null ? "NodeFault" : code;
      require(code.matches("\\w{1,64}"), "code", code, "letters and digits");
    }
  }

  /** A spot node is taken away; it comes back with an empty disk, or stays preempted. */
  record Preemption(double after, Double back) implements Fault {
    public Preemption {
      requireSeconds("after", after);
      requireSeconds("back", back == null ? 0 : back);
    }
  }

  /** The service hears nothing of a node any more, until it starts again. */
  record LostAgent(double after, Double back) implements Fault {
    public LostAgent {
      requireSeconds("after", after);
      requireSeconds("back", back == null ? 0 : back);
    }
  }

  /** Each command on a node takes so much longer. */
  record SlowNode(double seconds) implements Fault {
    public SlowNode {
      requireSeconds("seconds", seconds);
    }
  }

  /** No file that a command on the node writes gets larger than this. */
  record DiskFull(int kibibytes) implements Fault {
    public DiskFull {
      require(kibibytes >= 0, "kibibytes", kibibytes, "a number, at least 0");
    }
  }

  /** An output file is not stored as it is. */
  record Upload(How how) implements Fault {

    enum How {
      /** Nothing is stored, and the task fails. */
      FAILED,
      /** The first half is stored, and the task fails. */
      TORN,
      /** The first half is stored, and nobody is told. */
      SHORT
    }

    public Upload {
      require(how != null, "how", "missing", "failed, torn or short");
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
