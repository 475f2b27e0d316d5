package io.github.sealframe.batchclient.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Predicate;

/** Kinds of things that can be made. */
public enum Creation {
  /** A pool. */
  POOL,
  /** A job. */
  JOB,
  /** A schedule. */
  JOB_SCHEDULE,
  /** A task. */
  TASK;

  /** Whether what is there is what {@code body} asked for, field by field, and there to stay. */
  public Predicate<JsonNode> asAsked(Object body) {
    return live ->
        !live.path("state").asText().equals("deleting")
            && comparison().between(Json.MAPPER.valueToTree(body), live).isEmpty();
  }

  private Comparison comparison() {
    return switch (this) {
      case POOL -> Comparison.ofPools();
      case JOB -> Comparison.ofJobs();
      case JOB_SCHEDULE -> Comparison.ofJobSchedules();
      case TASK -> Comparison.ofTasks();
    };
  }
}
