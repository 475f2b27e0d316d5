package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpMethod;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.batchclient.BatchQuery;
import io.github.sealframe.batchclient.models.BatchTaskCreateParameters;
import io.github.sealframe.core.Drift;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads tasks that are there already, many with a request, and compares them with those asked for.
 *
 * @param connection the account
 * @param job id of the job
 */
record ExistingTasks(BatchConnection connection, String job) implements TaskCollection.Existing {
  /**
   * Characters of a filter at most. Batch documents no limit; Microsoft's client for .NET asks for
   * the states of tasks with such filters of this length.
   */
  static final int MAX_FILTER = 500;

  private static final int BAD_REQUEST = 400;

  private static final String OR = " or ";

  @Override
  public Map<String, List<Drift>> drift(List<BatchTaskCreateParameters> asked) {
    Map<String, JsonNode> live = new HashMap<>();
    for (String filter : filters(asked)) {
      // A filter that the service does not take finds nothing; each task is read by itself then.
      Expected.decline(
          answer -> answer.status() == BAD_REQUEST,
          () ->
              connection
                  .list(
                      BatchRequest.of(HttpMethod.GET, "jobs", job, "tasks")
                          .as("listTasks", "list tasks of", "job " + job)
                          .query(BatchQuery.ALL.filter(filter)),
                      JsonNode.class)
                  .forEach(task -> live.put(TaskResults.key(task.path("id").asText()), task)));
    }
    Map<String, List<Drift>> drift = new HashMap<>();
    for (BatchTaskCreateParameters task : asked) {
      Optional.ofNullable(live.get(TaskResults.key(task.id())))
          .or(() -> read(task.id()))
          .ifPresent(
              found ->
                  drift.put(
                      task.id(),
                      Comparison.ofTasks().between(Json.MAPPER.valueToTree(task), found)));
    }
    return drift;
  }

  private static List<String> filters(List<BatchTaskCreateParameters> tasks) {
    List<String> filters = new ArrayList<>();
    StringBuilder filter = new StringBuilder();
    for (BatchTaskCreateParameters task : tasks) {
      String term = "id eq '" + Ids.checked("task", task.id()) + "'";
      if (filter.length() + OR.length() + term.length() > MAX_FILTER) {
        filters.add(filter.toString());
        filter.setLength(0);
      }
      filter.append(filter.isEmpty() ? "" : OR).append(term);
    }
    filters.add(filter.toString());
    return filters;
  }

  /** A list may find no id that is written in other case, and a task may just have gone. */
  private Optional<JsonNode> read(String id) {
    return Expected.find(
        () ->
            connection.get(
                BatchRequest.of(HttpMethod.GET, "jobs", job, "tasks", id)
                    .as("getTask", "read", "task " + id + " of job " + job),
                JsonNode.class));
  }
}
