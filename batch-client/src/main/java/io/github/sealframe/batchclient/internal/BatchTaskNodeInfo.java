package io.github.sealframe.batchclient.internal;

/** Where a task ran. */
record BatchTaskNodeInfo(String nodeId) {}
