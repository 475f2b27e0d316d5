package io.github.sealframe.core;

import java.io.IOException;
import java.util.List;

/**
 * Finds a production's pools for whoever is about to take nodes from them. While the production is
 * held, and while a node cannot be used, nothing is taken: what is there is evidence. Thread-safe.
 */
final class SoundPools {
  private final String tried;
  private final Farm farm;
  private final ProductionCode production;
  private final HoldKeeper holds;

  /**
   * @param tried what is about to be done, as a refusal says it
   * @param farm the production's services
   * @param production whose pools
   * @param holds tells whether it is held
   */
  SoundPools(String tried, Farm farm, ProductionCode production, HoldKeeper holds) {
    this.tried = tried;
    this.farm = farm;
    this.production = production;
    this.holds = holds;
  }

  /**
   * A pool from which nodes may be taken.
   *
   * @throws HeldRefusal when the production is held
   * @throws PolicyRefusal when a node cannot be used
   * @throws ConfigurationRefusal when the production has no such pool
   */
  ProductionPools.OwnPool sound(PoolId pool) throws IOException {
    holds.refuseWhenHeld(tried + " a pool of");
    ProductionPools.OwnPool live = own(pool);
    List<Pools.RefusedNode> refused = farm.pools().refusedNodes(pool);
    if (!refused.isEmpty()) {
      throw new PolicyRefusal(
          tried,
          "pool " + pool,
          "node " + refused.get(0).id() + " cannot be used, and what it says is evidence",
          "submit or wait, which holds the production, and release the hold");
    }
    return live;
  }

  /**
   * A pool with the production's label.
   *
   * @throws ConfigurationRefusal when there is none
   */
  ProductionPools.OwnPool own(PoolId pool) {
    return farm.ownPools().pools(production).stream()
        .filter(live -> live.id().equals(pool))
        .findFirst()
        .orElseThrow(
            () ->
                new ConfigurationRefusal(
                    tried,
                    "pool " + pool,
                    "the production has no such pool",
                    "take its id as `pool status` prints it"));
  }
}
