package io.github.sealframe.batchclient.models;

import java.util.List;

/**
 * Tasks that must succeed before this one is scheduled.
 *
 * @param taskIds their ids, at most 64,000 characters in all
 * @param taskIdRanges ranges of ids that are numbers
 */
public record BatchTaskDependencies(List<String> taskIds, List<BatchTaskIdRange> taskIdRanges) {
  public BatchTaskDependencies {
    taskIds = Copies.of(taskIds);
    taskIdRanges = Copies.of(taskIdRanges);
  }
}
