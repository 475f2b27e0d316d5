package io.github.sealframe.batchclient.internal;

import io.github.sealframe.batchclient.models.BatchError;
import io.github.sealframe.batchclient.models.BatchTaskAddStatus;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The answer of {@code Task_AddCollection}, as far as it decides what becomes of the tasks: without
 * times and tags of each, reading it takes less than half as long.
 */
record TaskResults(List<Result> value) {
  TaskResults {
    value = value == null ? null : List.copyOf(value);
  }

  /**
   * What became of one task.
   *
   * @param status null when it is not told
   * @param error null when there is none
   */
  record Result(BatchTaskAddStatus status, String taskId, BatchError error) {
    boolean isAdded() {
      return BatchTaskAddStatus.SUCCESS.equals(status);
    }

    /** Anything else, a status of a later version of the service too, may have been in passing. */
    boolean isRefused() {
      return BatchTaskAddStatus.CLIENT_ERROR.equals(status);
    }

    /** Empty when none is told. */
    String code() {
      return error == null || error.code() == null ? "" : Redaction.of(error.code());
    }

    private boolean tellsTheSameAs(Result other) {
      return isAdded() == other.isAdded()
          && isRefused() == other.isRefused()
          && code().equals(other.code());
    }
  }

  /** Batch compares ids without case. */
  static String key(String id) {
    return id == null ? "" : id.toLowerCase(Locale.ROOT);
  }

  /**
   * By {@link #key}. Of a task of which different things are told, none is known.
   *
   * @throws io.github.sealframe.core.ServiceRefusal naming {@code on} when there are no results
   */
  Map<String, Result> byTask(String on) {
    Map<String, Result> told = new HashMap<>();
    Set<String> doubtful = new HashSet<>();
    for (Result result : Json.required(value, on)) {
      String task = key(result.taskId());
      Result other = told.putIfAbsent(task, result);
      if (other != null && !other.tellsTheSameAs(result)) {
        doubtful.add(task);
      }
    }
    told.keySet().removeAll(doubtful);
    return told;
  }
}
