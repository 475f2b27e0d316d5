package io.github.sealframe.batchclient.internal;

/** Nodes of a pool in each state. */
record BatchPoolNodeCounts(String poolId, BatchNodeCounts dedicated, BatchNodeCounts lowPriority) {}
