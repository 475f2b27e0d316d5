package io.github.sealframe.batchclient.internal;

/** The user-assigned identity with which a node reaches storage. */
record BatchNodeIdentityReference(String resourceId) {}
