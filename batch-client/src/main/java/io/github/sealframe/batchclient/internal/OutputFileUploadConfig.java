package io.github.sealframe.batchclient.internal;

/** When output files are sent. */
record OutputFileUploadConfig(String uploadCondition) {}
