package io.github.sealframe.batchclient.internal;

import java.time.OffsetDateTime;
import java.util.List;

/** A node. */
record BatchNode(
    String id,
    String state,
    OffsetDateTime stateTransitionTime,
    BatchStartTaskInfo startTaskInfo,
    List<BatchNodeError> errors) {}
