package io.github.sealframe.core;

import java.time.Duration;
import java.util.List;

/**
 * The job of a plan.
 *
 * @param id follows from the whole plan
 * @param pool the pool that it runs on
 * @param production whose job it is; stands in its metadata
 * @param priority -1000 to 1000, higher first
 * @param taskLimit how long each task may run before the service stops it
 * @param preparation checks the scene package, once on each node
 * @param tasks in the order of the frames
 */
public record JobPlan(
    JobId id,
    PoolId pool,
    ProductionCode production,
    int priority,
    Duration taskLimit,
    GateTask preparation,
    List<TaskPlan> tasks) {
  /** Copies the list. */
  public JobPlan {
    tasks = List.copyOf(tasks);
  }
}
