package io.github.sealframe.batchclient.models;

import java.util.List;

/**
 * Managed identities of a pool.
 *
 * @param type whether there are any
 * @param userAssignedIdentities the identities
 */
public record BatchPoolIdentity(
    BatchPoolIdentityType type, List<BatchUserAssignedIdentity> userAssignedIdentities) {
  public BatchPoolIdentity {
    userAssignedIdentities = Copies.of(userAssignedIdentities);
  }
}
