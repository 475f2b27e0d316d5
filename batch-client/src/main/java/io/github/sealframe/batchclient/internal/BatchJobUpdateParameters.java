package io.github.sealframe.batchclient.internal;

/** Body of {@code Job_Update} (a patch: what is absent stays as it is). */
record BatchJobUpdateParameters(String onAllTasksComplete) {}
