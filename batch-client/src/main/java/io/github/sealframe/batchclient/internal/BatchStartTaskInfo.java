package io.github.sealframe.batchclient.internal;

/** A run of the StartTask. */
record BatchStartTaskInfo(
    String state, Integer exitCode, BatchTaskFailureInfo failureInfo, String result) {}
