package io.github.sealframe.batchclient.internal;

import java.util.List;

/** A job, the parts that change while it lives. */
record BatchJob(
    String id,
    String state,
    BatchPoolInfo poolInfo,
    String onAllTasksComplete,
    List<BatchMetadataItem> metadata) {}
