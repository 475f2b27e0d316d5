package io.github.sealframe.batchclient.internal;

/** The container, and the place in it, for output files. */
record OutputFileBlobContainerDestination(
    String path, String containerUrl, BatchNodeIdentityReference identityReference) {}
