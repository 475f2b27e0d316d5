package io.github.sealframe.batchclient;

import io.github.sealframe.batchclient.internal.ArmAccount;
import io.github.sealframe.batchclient.internal.DelegatedAccess;
import io.github.sealframe.batchclient.internal.Origin;
import io.github.sealframe.batchclient.internal.VaultAddress;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.DenyList;
import io.github.sealframe.core.ProductionCode;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a production's services are, and who asks. Immutable; shows no secret.
 *
 * @param batchEndpoint URL of the Batch account, as in {@code
 *     https://ACCOUNT.REGION.batch.azure.com}
 * @param blobEndpoint URL of the storage account's Blob service, as in {@code
 *     https://ACCOUNT.blob.core.windows.net}
 * @param production whose containers, pools and jobs these are
 * @param credential who asks
 * @param nodes with what nodes read packages and write frames
 * @param vault URL of the production's key vault, as in {@code https://NAME.vault.azure.net}; empty
 *     when it has none. No two productions share one
 * @param batchAccount resource id of the Batch account, as in {@code
 *     /subscriptions/S/resourceGroups/G/providers/Microsoft.Batch/batchAccounts/A}: with it, pools
 *     whose nodes have an identity are made through Azure Resource Manager, at {@code
 *     https://management.azure.com} or at the {@code https} endpoint that stands before it. Empty
 *     when others make them
 * @param words the production's own, which are not sent: a request in which one stands, content of
 *     packages and frames aside, is refused before it leaves this machine
 */
public record FarmSettings(
    URI batchEndpoint,
    URI blobEndpoint,
    ProductionCode production,
    FarmCredential credential,
    NodeRights nodes,
    Optional<URI> vault,
    Optional<URI> batchAccount,
    DenyList words) {

  /**
   * Checks everything at once.
   *
   * @throws ConfigurationRefusal naming every problem: an endpoint that is no URL with a host, or
   *     has a query; {@code http} to another machine; account keys for another machine; nodes
   *     without rights in Azure, or with rights for the emulator; a SAS that would have to live too
   *     long; a vault that is none of Azure's, one for the emulator, or none for a key that is
   *     there; a resource id that is not that of this Batch account, or one where no token is asked
   *     for
   */
  public FarmSettings {
    List<String> problems = new ArrayList<>();
    checkEndpoint("the Batch endpoint", batchEndpoint, credential, problems);
    checkEndpoint("the Blob endpoint", blobEndpoint, credential, problems);
    checkRights(credential, nodes, problems);
    checkVault(credential, vault, problems);
    checkBatchAccount(credential, batchEndpoint, batchAccount, problems);
    if (!problems.isEmpty()) {
      throw new ConfigurationRefusal(problems);
    }
  }

  /** The same without words that may not be sent. */
  public FarmSettings(
      URI batchEndpoint,
      URI blobEndpoint,
      ProductionCode production,
      FarmCredential credential,
      NodeRights nodes,
      Optional<URI> vault,
      Optional<URI> batchAccount) {
    this(
        batchEndpoint,
        blobEndpoint,
        production,
        credential,
        nodes,
        vault,
        batchAccount,
        DenyList.none());
  }

  /** The same with other words that may not be sent. */
  public FarmSettings withWords(DenyList own) {
    return new FarmSettings(
        batchEndpoint, blobEndpoint, production, credential, nodes, vault, batchAccount, own);
  }

  /**
   * The same with a managed identity or for the emulator, without a vault, and without a resource
   * id of the Batch account.
   *
   * @param nodeIdentity resource id of the user-assigned identity of nodes; empty for the emulator
   *     only
   * @throws ConfigurationRefusal naming every problem
   */
  public FarmSettings(
      URI batchEndpoint,
      URI blobEndpoint,
      ProductionCode production,
      FarmCredential credential,
      Optional<String> nodeIdentity) {
    this(
        batchEndpoint,
        blobEndpoint,
        production,
        credential,
        nodeIdentity.<NodeRights>map(NodeRights.Identity::new).orElse(new NodeRights.OfEmulator()),
        Optional.empty(),
        Optional.empty());
  }

  private static void checkEndpoint(
      String what, URI endpoint, FarmCredential credential, List<String> problems) {
    Origin origin;
    try {
      origin = Origin.of(endpoint);
    } catch (IllegalArgumentException e) {
      problems.add(line(what, "it is " + e.getMessage(), "write it as https://HOST"));
      return;
    }
    String on = what + " " + origin;
    if (endpoint.getRawQuery() != null || endpoint.getRawFragment() != null) {
      problems.add(line(on, "it has a query or a fragment", "leave out all from the ? or # on"));
    }
    boolean loopback = Origin.isLoopback(endpoint);
    if (origin.scheme().equals("http") ? !loopback : !origin.scheme().equals("https")) {
      problems.add(
          line(
              on,
              "a credential is sent over https only",
              "write https, or the emulator's literal address, as in http://127.0.0.1:PORT"));
    } else if (credential instanceof FarmCredential.SharedKeys && !loopback) {
      problems.add(
          line(
              on,
              "account keys are for an emulator on this machine only",
              "sign in with Microsoft Entra ID"));
    } else if (!(credential instanceof FarmCredential.SharedKeys)
        && origin.scheme().equals("http")) {
      problems.add(line(on, "a token is sent over https only", "use the emulator's account keys"));
    }
  }

  private static void checkRights(
      FarmCredential credential, NodeRights nodes, List<String> problems) {
    boolean ofEmulator = nodes instanceof NodeRights.OfEmulator;
    if (!(credential instanceof FarmCredential.SharedKeys) && ofEmulator) {
      problems.add(
          line(
              "the nodes",
              "they have no identity with which to read packages",
              "name the resource id of a user-assigned identity"));
    }
    if (credential instanceof FarmCredential.SharedKeys && !ofEmulator) {
      problems.add(
          line("the nodes", "nodes of an emulator have no identity", "leave the identity out"));
    }
    if (nodes instanceof NodeRights.TaskSas sas
        && (sas.jobLimit().toSeconds() <= 0
            || sas.jobLimit().compareTo(DelegatedAccess.LONGEST_JOB) > 0)) {
      problems.add(
          line(
              "the job limit " + sas.jobLimit(),
              "a SAS lives as long as the job may, and storage allows no more than "
                  + DelegatedAccess.LONGEST_JOB,
              "set a shorter one, more than zero"));
    }
  }

  private static void checkVault(
      FarmCredential credential, Optional<URI> vault, List<String> problems) {
    String what = "the key vault";
    if (vault.isPresent() && credential instanceof FarmCredential.SharedKeys) {
      problems.add(line(what, "an emulator's account keys do not open one", "leave the vault out"));
    } else if (vault.isPresent()) {
      try {
        VaultAddress.of(vault.get());
      } catch (IllegalArgumentException e) {
        problems.add(
            line(what, "it is " + e.getMessage(), "write it as https://NAME.vault.azure.net"));
      }
    } else if (credential instanceof FarmCredential.VaultKey key) {
      problems.add(
          line(
              "secret " + key.batchKey(),
              "the production has no vault",
              "name the URL of its key vault"));
    }
  }

  private static void checkBatchAccount(
      FarmCredential credential, URI endpoint, Optional<URI> id, List<String> problems) {
    String what = "the resource id of the Batch account";
    if (id.isEmpty()) {
      return;
    }
    if (!(credential instanceof FarmCredential.Entra)) {
      problems.add(
          line(
              what,
              "an account's key is nothing to Azure Resource Manager",
              "leave the resource id out, or sign in with Microsoft Entra ID"));
      return;
    }
    try {
      if (!ArmAccount.of(id.get()).isAt(endpoint)) {
        problems.add(
            line(
                what,
                "it names another account than the Batch endpoint",
                "copy both from one account's properties"));
      }
    } catch (IllegalArgumentException e) {
      problems.add(
          line(
              what,
              "it is " + e.getMessage(),
              "write it as /subscriptions/S/resourceGroups/G/providers/Microsoft.Batch"
                  + "/batchAccounts/A"));
    }
  }

  private static String line(String on, String why, String next) {
    return ConfigurationRefusal.line("use", on, why, next);
  }
}
