package io.github.sealframe.batchclient.internal;

/** The last run of a task. */
record BatchTaskExecutionInfo(Integer exitCode, BatchTaskFailureInfo failureInfo, String result) {}
