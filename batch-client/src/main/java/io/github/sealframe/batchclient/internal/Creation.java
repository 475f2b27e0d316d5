package io.github.sealframe.batchclient.internal;

import com.fasterxml.jackson.databind.JsonNode;

/** Kinds of things that can be made, and how one tells that it is there already. */
public enum Creation {
  /** A pool. */
  POOL("PoolExists"),
  /** A job. */
  JOB("JobExists"),
  /** A schedule. */
  JOB_SCHEDULE("JobScheduleExists"),
  /** A task. */
  TASK("TaskExists");

  private final String existsCode;

  Creation(String existsCode) {
    this.existsCode = existsCode;
  }

  /** The service's code for that there is one of that id. */
  String existsCode() {
    return existsCode;
  }

  boolean isAsAsked(Object body, JsonNode live) {
    return comparison().between(Json.MAPPER.valueToTree(body), live).isEmpty();
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
