package io.github.sealframe.batchclient.internal;

/** Limits of a task; durations in ISO 8601. */
record BatchTaskConstraints(
    String maxWallClockTime, String retentionTime, Integer maxTaskRetryCount) {}
