package io.github.sealframe.core;

import java.util.Optional;

/**
 * What the nodes of a production's pool are made of.
 *
 * @param image resource id of an exact Azure Compute Gallery image version
 * @param nodeAgentSku the node agent that fits the image, as in {@code batch.node.debian 12}
 * @param vmSize size of the virtual machines, as in {@code STANDARD_D4S_V5}
 * @param subnet resource id of the production's subnet; empty on the emulator only
 * @param identity resource id of the user-assigned identity with which nodes read packages and
 *     write frames; empty on the emulator only
 * @param protection what protects them
 */
public record PoolShape(
    String image,
    String nodeAgentSku,
    String vmSize,
    Optional<String> subnet,
    Optional<String> identity,
    PoolProtection protection) {

  /**
   * What the nodes of an emulator are said to be: it has no images, sizes, networks or identities.
   */
  public static PoolShape ofEmulator() {
    return new PoolShape(
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/local/providers"
            + "/Microsoft.Compute/galleries/local/images/node/versions/1.0.0",
        "batch.node.debian 12",
        "STANDARD_D2S_V5",
        Optional.empty(),
        Optional.empty(),
        PoolProtection.full());
  }

  /** The same for nodes without an identity, as those of an emulator are. */
  public PoolShape withoutIdentity() {
    return new PoolShape(image, nodeAgentSku, vmSize, subnet, Optional.empty(), protection);
  }
}
