package io.github.sealframe.batchclient;

import io.github.sealframe.batchclient.internal.BatchConnection;
import io.github.sealframe.batchclient.internal.DeletedVault;
import io.github.sealframe.batchclient.internal.ResourceId;
import io.github.sealframe.batchclient.internal.WrappedAccount;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.Wrap;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Ids of the accounts that are one production's own, each from {@code /subscriptions/} on.
 *
 * @param batchAccount its Batch account
 * @param vault its key vault; empty when it has none
 * @param identity the identity of its nodes
 * @param storageAccount its storage account
 */
public record ProductionAccounts(
    String batchAccount, Optional<String> vault, String identity, String storageAccount) {
  private static final String BATCH = "2024-07-01";
  private static final String STORAGE = "2023-05-01";
  private static final String VAULT = "2023-07-01";
  private static final String IDENTITY = "2023-01-31";

  /**
   * Has a wrap delete them, in that order, each when it has the tag {@code sealframe-production}
   * with the production's code.
   *
   * @param parts what is in them
   * @param resources asks Azure Resource Manager
   * @param clock tells until when a vault that was deleted stays
   * @throws IllegalArgumentException when one is no id of a resource
   */
  public Wrap.Parts deleted(
      Wrap.Parts parts, ProductionCode production, AzureResources resources, Clock clock) {
    BatchConnection arm = resources.connection();
    List<Wrap.Account> accounts = new ArrayList<>();
    accounts.add(
        new Wrap.Account(
            new WrappedAccount(
                arm, production, "Batch accounts", new ResourceId(batchAccount, BATCH)),
            Set.of("running jobs", "jobs", "pools")));
    Optional<ResourceId> keys = vault.map(id -> new ResourceId(id, VAULT));
    keys.ifPresent(
        id ->
            accounts.add(
                new Wrap.Account(
                    new WrappedAccount(arm, production, "key vaults", id), Set.of("secrets"))));
    accounts.add(
        new Wrap.Account(
            new WrappedAccount(arm, production, "identities", new ResourceId(identity, IDENTITY)),
            Set.of()));
    accounts.add(
        new Wrap.Account(
            new WrappedAccount(
                arm, production, "storage accounts", new ResourceId(storageAccount, STORAGE)),
            Set.of("containers", "blobs")));
    return parts
        .with(keys.stream().map(id -> new DeletedVault(arm, id, clock)).toList())
        .withAccounts(accounts);
  }
}
