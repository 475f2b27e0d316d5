package io.github.sealframe.batchclient.internal;

/** A run of the preparation task. */
record BatchJobPreparationTaskExecutionInfo(
    String state,
    String taskRootDirectory,
    Integer exitCode,
    BatchTaskFailureInfo failureInfo,
    String result) {}
