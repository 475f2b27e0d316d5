package io.github.sealframe.batchclient.internal;

/** How a job's preparation task fared on one node. */
record BatchJobPreparationAndReleaseTaskStatus(
    String poolId,
    String nodeId,
    BatchJobPreparationTaskExecutionInfo jobPreparationTaskExecutionInfo) {}
