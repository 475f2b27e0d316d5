package io.github.sealframe.batchclient.internal;

/** What to do with the job. */
record ExitOptions(String jobAction) {}
