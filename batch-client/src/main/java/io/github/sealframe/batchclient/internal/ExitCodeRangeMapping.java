package io.github.sealframe.batchclient.internal;

/** What to do for exit codes from {@code start} to {@code end}, both included. */
record ExitCodeRangeMapping(int start, int end, ExitOptions exitOptions) {}
