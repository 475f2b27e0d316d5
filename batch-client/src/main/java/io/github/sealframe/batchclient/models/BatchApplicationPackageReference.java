package io.github.sealframe.batchclient.models;

/**
 * A version of an application that is put on nodes.
 *
 * @param applicationId the application; for a pool, its whole ARM resource id
 * @param version which one; the application's default version when absent
 */
public record BatchApplicationPackageReference(String applicationId, String version) {}
