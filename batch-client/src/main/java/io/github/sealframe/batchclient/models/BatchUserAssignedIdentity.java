package io.github.sealframe.batchclient.models;

/**
 * A user-assigned managed identity of a pool.
 *
 * @param resourceId its ARM resource id
 * @param clientId its application in Entra; only in answers
 * @param principalId its service principal in Entra; only in answers
 */
public record BatchUserAssignedIdentity(String resourceId, String clientId, String principalId) {}
