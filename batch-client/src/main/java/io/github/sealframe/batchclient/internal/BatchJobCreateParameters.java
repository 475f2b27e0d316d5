package io.github.sealframe.batchclient.internal;

import java.util.List;

/** Body of {@code Job_Create}. */
record BatchJobCreateParameters(
    String id,
    Integer priority,
    BatchPoolInfo poolInfo,
    BatchJobPreparationTask jobPreparationTask,
    String onAllTasksComplete,
    String onTaskFailure,
    BatchJobConstraints constraints,
    List<BatchMetadataItem> metadata) {}
