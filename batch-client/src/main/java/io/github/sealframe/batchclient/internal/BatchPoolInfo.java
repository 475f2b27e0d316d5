package io.github.sealframe.batchclient.internal;

/** The pool that a job runs on. */
record BatchPoolInfo(String poolId) {}
