package io.github.sealframe.batchclient.models;

import java.util.List;

/**
 * Containers that the nodes of a pool can run.
 *
 * @param type what runs them
 * @param containerImageNames images that are fetched when a node starts
 * @param containerRegistries registries that ask for credentials
 */
public record BatchContainerConfiguration(
    ContainerType type,
    List<String> containerImageNames,
    List<ContainerRegistryReference> containerRegistries) {
  public BatchContainerConfiguration {
    containerImageNames = Copies.of(containerImageNames);
    containerRegistries = Copies.of(containerRegistries);
  }
}
