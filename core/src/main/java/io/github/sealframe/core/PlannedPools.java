package io.github.sealframe.core;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Compares live pools with what was planned, without changing anything. */
public final class PlannedPools {
  private PlannedPools() {}

  /**
   * What differs in a pool from the plan of a job.
   *
   * @param job runs there, or ran there; its plan may be for another pool, as when somebody pointed
   *     the job at this one
   * @return empty when the job's plan is for another pool, or the pool is gone
   */
  public static Optional<List<Drift>> drift(Farm farm, PoolId pool, JobId job) throws IOException {
    PoolPlan plan = Downloader.plan(farm.blobs(), job).poolPlan();
    return plan.id().equals(pool)
        ? farm.pools().pool(plan).map(Pools.LivePool::drift)
        : Optional.empty();
  }
}
