package io.github.sealframe.batchclient.internal;

/** Tasks in each state; {@code active} counts preparing ones. */
record BatchTaskCounts(int active, int running, int completed, int succeeded, int failed) {}
