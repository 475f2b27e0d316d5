package io.github.sealframe.batchclient.internal;

import io.github.sealframe.batchclient.models.BatchPoolCreateParameters;
import io.github.sealframe.core.ConfigurationRefusal;

/** Makes pools whose nodes have an identity. */
interface IdentityPools {
  /** For who may make no pools: they must be there. */
  IdentityPools NONE =
      (pool, identity) -> {
        throw new ConfigurationRefusal(
            "create",
            "pool " + pool.id(),
            "its nodes need the identity "
                + identity
                + ", which only Azure Resource Manager can give to a pool",
            "name the resource id of the Batch account, or create the pool there with that"
                + " identity, then submit again");
      };

  /**
   * Makes a pool.
   *
   * @param identity resource id of the user-assigned identity of its nodes
   */
  void create(BatchPoolCreateParameters pool, String identity);
}
