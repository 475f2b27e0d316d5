package io.github.sealframe.core;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares live pools with what was planned, without changing anything. */
public final class PlannedPools {
  private PlannedPools() {}

  /**
   * What differs in the pools of a production's open jobs from the plans of those jobs.
   *
   * @return by pool, in the order of the jobs; a pool without drift has an empty list
   */
  public static Map<PoolId, List<Drift>> drift(Farm farm, ProductionCode production)
      throws IOException {
    Map<PoolId, List<Drift>> drift = new LinkedHashMap<>();
    for (JobId job : farm.jobs().openJobs(production)) {
      PoolPlan plan = Downloader.plan(farm.blobs(), job).poolPlan();
      if (!drift.containsKey(plan.id())) {
        Optional<Pools.LivePool> live = farm.pools().pool(plan);
        live.ifPresent(pool -> drift.put(plan.id(), pool.drift()));
      }
    }
    return drift;
  }
}
