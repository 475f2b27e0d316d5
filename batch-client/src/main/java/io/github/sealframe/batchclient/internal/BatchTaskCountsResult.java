package io.github.sealframe.batchclient.internal;

/** Answer of {@code Job_GetTaskCounts}. */
record BatchTaskCountsResult(BatchTaskCounts taskCounts) {}
