package io.github.sealframe.samples;

import io.github.sealframe.batchclient.ProductionAccounts;
import io.github.sealframe.core.PoolShape;
import io.github.sealframe.core.ResourceGroup;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Ids of what a production has in Azure, from its production file.
 *
 * @param group the resource group of all that is its own
 * @param batchAccount its Batch account
 * @param storageAccount its storage account
 * @param vault its key vault; empty when it has none
 * @param identity the identity of its nodes
 * @param subnet the subnet of its nodes
 * @param network the virtual network of that subnet
 */
record ProductionResources(
    ResourceGroup group,
    String batchAccount,
    String storageAccount,
    Optional<String> vault,
    String identity,
    String subnet,
    String network) {

  /** An account's name is the first label of its host. */
  static ProductionResources of(
      ResourceGroup group, URI batch, URI storage, Optional<URI> vault, PoolShape pool) {
    String subnet = pool.subnet().orElseThrow();
    return new ProductionResources(
        group,
        group.resource("Microsoft.Batch/batchAccounts", name(batch)),
        group.resource("Microsoft.Storage/storageAccounts", name(storage)),
        vault.map(url -> group.resource("Microsoft.KeyVault/vaults", name(url))),
        pool.identity().orElseThrow(),
        subnet,
        subnet.replaceFirst("(?i)/subnets/[^/]*$", ""));
  }

  /** What a wrap deletes of it, when it is to. */
  ProductionAccounts accounts() {
    return new ProductionAccounts(batchAccount, vault, identity, storageAccount);
  }

  /** What a wrap leaves when it is to keep the accounts. */
  List<KeptResource> keptAccounts() {
    return KeptResource.accounts(
        batchAccount,
        vault,
        identity,
        storageAccount,
        "it is kept: wrap with --delete-accounts deletes it");
  }

  /** What a wrap always leaves. */
  KeptResource keptGroup() {
    return new KeptResource(
        "resource groups",
        group.id(),
        "its network, private endpoints and logs are in it: az group delete takes them away");
  }

  private static String name(URI endpoint) {
    return endpoint.getHost().split("\\.", 2)[0];
  }
}
