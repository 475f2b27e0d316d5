package io.github.sealframe.batchclient.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * A node.
 *
 * @param startTask what it runs, as a tree, so that nothing in it is overlooked
 */
record BatchNode(
    String id,
    String state,
    OffsetDateTime stateTransitionTime,
    JsonNode startTask,
    BatchStartTaskInfo startTaskInfo,
    List<BatchNodeError> errors) {}
