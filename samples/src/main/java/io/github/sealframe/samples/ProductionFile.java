package io.github.sealframe.samples;

import io.github.sealframe.batchclient.FarmCredential;
import io.github.sealframe.batchclient.FarmSettings;
import io.github.sealframe.batchclient.NodeRights;
import io.github.sealframe.core.Belonging;
import io.github.sealframe.core.Belonging.Kind;
import io.github.sealframe.core.CheckBefore;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.ControlAttestation;
import io.github.sealframe.core.ImageRules;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.PoolShape;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.ProductionPolicy;
import io.github.sealframe.core.ResourceGroup;
import io.github.sealframe.core.SecretName;
import io.github.sealframe.core.Waiver;
import io.github.sealframe.integrity.ApprovalRules;
import io.github.sealframe.integrity.ReviewedPackages;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a production is, from its YAML file. There is no place for a secret in it.
 *
 * @param code the production's code
 * @param batch endpoint of its Batch account
 * @param storage blob endpoint of its storage account
 * @param batchAccount resource id of its Batch account; empty when pools are made by others
 * @param resourceGroup id of the group that all its resources are in; empty when it is not said
 * @param vault its key vault; empty when it has none
 * @param batchKey name of the secret in the vault that is the Batch account's key; empty when it is
 *     called with tokens, as all else
 * @param workspace resource id of the Log Analytics workspace that its logs go to; empty when it is
 *     not said
 * @param pool what its nodes are made of
 * @param renderer folder or archive of its Blender package; empty when the command line names it
 * @param approvals whose approvals of packages it accepts; empty when the file says {@code none}
 * @param checkBefore before what its nodes check their packages; each job when it is not said
 * @param images which images it may render on
 * @param names what of it services see, and the words that may not stand there
 * @param waivers what it may do without
 * @param attestations what the studio says of itself
 * @param twoPeople whether a hold is released by two people only
 * @param sessionLimit after how long without anything to do a program that goes on forgets who is
 *     signed in
 */
record ProductionFile(
    ProductionCode code,
    URI batch,
    URI storage,
    Optional<URI> batchAccount,
    Optional<URI> resourceGroup,
    Optional<URI> vault,
    Optional<SecretName> batchKey,
    Optional<URI> workspace,
    PoolShape pool,
    Optional<Path> renderer,
    Optional<ApprovalRules> approvals,
    CheckBefore checkBefore,
    ImageRules images,
    ProductionPolicy.Names names,
    List<Waiver> waivers,
    List<ControlAttestation> attestations,
    boolean twoPeople,
    Duration sessionLimit) {

  /**
   * Reads a production file.
   *
   * @throws ConfigurationRefusal naming every problem in it, with line and column
   * @throws PolicyRefusal the same, when one of them is what a control forbids
   */
  static ProductionFile read(Path file) throws IOException {
    return new ProductionReader(file).read();
  }

  /**
   * How its services are reached, by whoever is signed in on this machine.
   *
   * @throws ConfigurationRefusal naming every problem
   */
  FarmSettings settings() {
    FarmCredential.Entra signedIn = FarmCredential.signedIn();
    return new FarmSettings(
        batch,
        storage,
        code,
        batchKey
            .<FarmCredential>map(
                name -> new FarmCredential.VaultKey(signedIn.credential(), account(), name))
            .orElse(signedIn),
        new NodeRights.Identity(pool.identity().orElseThrow()),
        vault,
        batchAccount,
        names.words());
  }

  /** What it may render with. */
  ProductionPolicy policy() {
    Clock clock = Clock.systemUTC();
    ProductionPolicy policy =
        ProductionPolicy.of(
                approvals.map(rules -> new ReviewedPackages(rules, clock)),
                images,
                names,
                batchKey.isPresent(),
                waivers,
                clock)
            .withResources(ids());
    return twoPeople ? policy.withTwoPeople() : policy;
  }

  /**
   * What no other production may have.
   *
   * @param work its folder on this machine
   */
  List<Belonging> belongings(Path work) {
    List<Belonging> all = new ArrayList<>();
    all.add(new Belonging(Kind.BATCH_ACCOUNT, batch.getAuthority()));
    all.add(new Belonging(Kind.STORAGE_ACCOUNT, storage.getAuthority()));
    vault.ifPresent(url -> all.add(new Belonging(Kind.VAULT, url.getAuthority())));
    String subnet = pool.subnet().orElseThrow();
    all.add(new Belonging(Kind.NETWORK, subnet.replaceFirst("(?i)/subnets/[^/]*$", "")));
    all.add(new Belonging(Kind.IDENTITY, pool.identity().orElseThrow()));
    workspace.ifPresent(id -> all.add(new Belonging(Kind.WORKSPACE, id.toString())));
    ids().values().stream()
        .flatMap(id -> ResourceGroup.holding(id).stream())
        .map(ResourceGroup::subscription)
        .map(id -> new Belonging(Kind.SUBSCRIPTION, id))
        .distinct()
        .forEach(all::add);
    all.add(new Belonging(Kind.WORK_FOLDER, work.toAbsolutePath().normalize().toString()));
    return all;
  }

  /** Of the production's own resources; images are of a gallery that outlives it. */
  private Map<String, String> ids() {
    Map<String, String> ids = new LinkedHashMap<>();
    resourceGroup.ifPresent(id -> ids.put("`resource-group`", id.toString()));
    batchAccount.ifPresent(id -> ids.put("`batch-account`", id.toString()));
    ids.put("`subnet`", pool.subnet().orElseThrow());
    ids.put("`identity`", pool.identity().orElseThrow());
    workspace.ifPresent(id -> ids.put("`workspace`", id.toString()));
    return ids;
  }

  /** Ids of its resources; empty when the file does not name their group. */
  Optional<ProductionResources> resources() {
    return resourceGroup.map(
        group ->
            ProductionResources.of(
                ResourceGroup.of(group.toString()), batch, storage, vault, pool));
  }

  /** What a wrap leaves when the file does not name the group of its resources. */
  List<KeptResource> keptSomewhere() {
    return KeptResource.accounts(
        batch.getHost(),
        vault.map(URI::getHost),
        pool.identity().orElseThrow(),
        storage.getHost(),
        "it is kept: nobody said in which resource group it is; name that, as `resource-group`, and"
            + " wrap with --delete-accounts");
  }

  /** Name of the Batch account: the first label of its host. */
  private String account() {
    return batch.getHost().split("\\.", 2)[0];
  }
}
