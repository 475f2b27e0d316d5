package io.github.sealframe.batchclient.internal;

/** Text of a {@link BatchError}. */
record BatchErrorMessage(String lang, String value) {}
