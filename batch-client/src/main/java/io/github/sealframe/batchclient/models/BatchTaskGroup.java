package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/**
 * Body of {@code Task_AddCollection}.
 *
 * @param values the tasks, 1 to 100 and less than 1 MB together
 */
public record BatchTaskGroup(@JsonProperty("value") List<BatchTaskCreateParameters> values) {
  public BatchTaskGroup {
    values = Copies.of(values);
  }
}
