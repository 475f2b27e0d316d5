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
 */
public record PoolShape(
    String image,
    String nodeAgentSku,
    String vmSize,
    Optional<String> subnet,
    Optional<String> identity) {}
