package io.github.sealframe.batchclient.internal;

/** Where output files go. */
record OutputFileDestination(OutputFileBlobContainerDestination container) {}
