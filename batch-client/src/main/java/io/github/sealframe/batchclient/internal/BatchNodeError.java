package io.github.sealframe.batchclient.internal;

/** Why the service cannot use a node. */
record BatchNodeError(String code, String message) {}
