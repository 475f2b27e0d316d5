package io.github.sealframe.batchclient.internal;

/** A task, the parts that are read back. */
record BatchTask(
    String id, String state, String commandLine, BatchTaskExecutionInfo executionInfo) {}
