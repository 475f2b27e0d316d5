package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpMethod;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.batchclient.models.BatchTaskCreateParameters;
import io.github.sealframe.core.Drift;
import java.util.List;

/**
 * Reads a task that is there already, and compares it with the one asked for.
 *
 * @param connection the account
 * @param job id of the job
 */
record ExistingTask(BatchConnection connection, String job) implements TaskCollection.Existing {
  @Override
  public List<Drift> drift(BatchTaskCreateParameters asked) {
    JsonNode live =
        connection.get(
            BatchRequest.of(HttpMethod.GET, "jobs", job, "tasks")
                .below(Ids.checked("task", asked.id()))
                .as("getTask", "read", "task " + asked.id() + " of job " + job),
            JsonNode.class);
    return Comparison.ofTasks().between(Json.MAPPER.valueToTree(asked), live);
  }
}
