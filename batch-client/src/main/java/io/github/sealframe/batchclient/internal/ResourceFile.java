package io.github.sealframe.batchclient.internal;

/** A file that the service puts on a node before a task starts. */
record ResourceFile(
    String httpUrl, String filePath, BatchNodeIdentityReference identityReference) {}
