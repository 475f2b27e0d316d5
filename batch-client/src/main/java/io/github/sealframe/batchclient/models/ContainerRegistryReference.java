package io.github.sealframe.batchclient.models;

/**
 * A private registry of container images; takes a user or an identity.
 *
 * @param username of the registry
 * @param password of the registry; a secret
 * @param registryServer {@code docker.io} when absent
 * @param identityReference the identity that may read it
 */
public record ContainerRegistryReference(
    String username,
    String password,
    String registryServer,
    BatchNodeIdentityReference identityReference) {
  @Override
  public String toString() {
    return Shown.of(this, "username", "registryServer");
  }
}
