package io.github.sealframe.batchclient.internal;

/** Body of {@code Job_Disable}. */
record BatchJobDisableParameters(String disableTasks) {}
