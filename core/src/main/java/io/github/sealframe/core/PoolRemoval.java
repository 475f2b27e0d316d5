package io.github.sealframe.core;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/** Deletes a pool of a production that no job needs any more. Thread-safe. */
public final class PoolRemoval {
  private final Farm farm;
  private final ProductionCode production;
  private final SoundPools pools;
  private final Duration limit;

  /**
   * @param farm the production's services
   * @param production whose pools
   * @param clock tells when evidence is saved
   * @param limit how long to wait until it is gone, more than zero
   * @param listener told what a {@link HoldKeeper} tells
   */
  public PoolRemoval(
      Farm farm,
      ProductionCode production,
      Clock clock,
      Duration limit,
      Consumer<RenderEvent> listener) {
    this.farm = farm;
    this.production = production;
    this.pools = new SoundPools("delete", farm, production, new HoldKeeper(farm, clock, listener));
    this.limit = limit;
  }

  /**
   * Deletes it and waits until it is gone.
   *
   * @throws HeldRefusal when the production is held
   * @throws PolicyRefusal when a node cannot be used, or a job that has not ended runs there
   * @throws ConfigurationRefusal when the production has no such pool
   * @throws CapacityRefusal when it is still there after the limit
   */
  public void remove(PoolId pool) throws IOException {
    pools.sound(pool);
    refuseJobs(pool);
    farm.ownPools().delete(pool);
    if (!Patience.until(limit, () -> isGone(pool))) {
      throw new CapacityRefusal(
          "delete",
          "pool " + pool,
          "it is still there after " + limit,
          "see `pool status`, and delete it again");
    }
  }

  private void refuseJobs(PoolId pool) {
    for (JobId job : farm.jobs().openJobs(production)) {
      if (farm.jobs().job(job).filter(live -> live.pool().equals(pool)).isPresent()) {
        throw new PolicyRefusal(
            "delete",
            "pool " + pool,
            "job " + job + " has not ended and runs there",
            "wait for its end, or terminate it");
      }
    }
  }

  private boolean isGone(PoolId pool) {
    return farm.ownPools().pools(production).stream().noneMatch(live -> live.id().equals(pool));
  }
}
