package io.github.sealframe.batchclient.internal;

import java.util.List;

/** Body of {@code Task_AddCollection}, at most 100 tasks. */
record BatchTaskGroup(List<BatchTaskCreateParameters> value) {}
