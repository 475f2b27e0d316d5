package io.github.sealframe.batchclient.internal;

/** A task, the parts that tell how it ran. */
record BatchTask(String id, BatchTaskExecutionInfo executionInfo, BatchTaskNodeInfo nodeInfo) {}
