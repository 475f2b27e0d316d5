package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Answer of {@code Task_AddCollection}: one result for each task, in any order.
 *
 * @param values the results
 */
public record BatchCreateTaskCollectionResult(
    @JsonProperty("value") List<BatchTaskCreateResult> values) {
  public BatchCreateTaskCollectionResult {
    values = Copies.of(values);
  }
}
