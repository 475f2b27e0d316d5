package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;

/**
 * Body of {@code Pool_RemoveNodes}.
 *
 * @param nodeIds the nodes, 1 to 100
 * @param resizeTimeout limit of a resize, 5 minutes or more; 15 minutes when absent
 * @param nodeDeallocationOption {@code requeue} when absent
 */
public record BatchNodeRemoveParameters(
    @JsonProperty("nodeList") List<String> nodeIds,
    Duration resizeTimeout,
    BatchNodeDeallocationOption nodeDeallocationOption) {
  public BatchNodeRemoveParameters {
    nodeIds = Copies.of(nodeIds);
  }
}
