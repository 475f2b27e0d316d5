package io.github.sealframe.batchclient.models;

/**
 * Answer of {@code Job_GetTaskCounts}; may lag behind the tasks' states.
 *
 * @param taskCounts tasks
 * @param taskSlotCounts slots that they take
 */
public record BatchTaskCountsResult(
    BatchTaskCounts taskCounts, BatchTaskSlotCounts taskSlotCounts) {}
