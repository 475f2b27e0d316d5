package io.github.sealframe.batchclient.internal;

import java.util.List;

/** A pool, the parts that change while it lives. */
record BatchPool(
    String id,
    String allocationState,
    int currentDedicatedNodes,
    int targetDedicatedNodes,
    List<ResizeError> resizeErrors) {}
