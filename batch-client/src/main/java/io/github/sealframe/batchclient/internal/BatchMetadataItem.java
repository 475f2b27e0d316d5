package io.github.sealframe.batchclient.internal;

/** A name and a value that the service keeps but does not read. */
record BatchMetadataItem(String name, String value) {}
