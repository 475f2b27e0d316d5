package io.github.sealframe.batchclient.models;

/**
 * Keeps all nodes on one version of an image whose version is {@code latest}.
 *
 * @param id ARM resource id of a gallery's artifact profile
 */
public record ServiceArtifactReference(String id) {}
