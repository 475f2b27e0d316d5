package io.github.sealframe.batchclient.internal;

/** Files that the service sends to storage when a task ends. */
record OutputFile(
    String filePattern, OutputFileDestination destination, OutputFileUploadConfig uploadOptions) {}
