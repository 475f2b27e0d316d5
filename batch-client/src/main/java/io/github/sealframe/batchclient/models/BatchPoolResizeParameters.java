package io.github.sealframe.batchclient.models;

import java.time.Duration;

/**
 * Body of {@code Pool_Resize}.
 *
 * @param targetDedicatedNodes dedicated nodes that are asked for
 * @param targetLowPriorityNodes spot nodes that are asked for
 * @param resizeTimeout limit of a resize, 5 minutes or more; 15 minutes when absent
 * @param nodeDeallocationOption {@code requeue} when absent
 */
public record BatchPoolResizeParameters(
    Integer targetDedicatedNodes,
    Integer targetLowPriorityNodes,
    Duration resizeTimeout,
    BatchNodeDeallocationOption nodeDeallocationOption) {}
