package io.github.sealframe.batchclient.internal;

/** Limits of a job; durations in ISO 8601. */
record BatchJobConstraints(String maxWallClockTime) {}
