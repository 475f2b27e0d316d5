package io.github.sealframe.batchclient.internal;

/** What the service says of a refused request or item. */
record BatchError(String code, BatchErrorMessage message) {}
