package io.github.sealframe.batchclient.internal;

/** What became of one task of a group. */
record BatchTaskCreateResult(String status, String taskId, BatchError error) {}
