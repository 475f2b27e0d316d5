package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpMethod;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.core.AccessRefusal;
import io.github.sealframe.core.Belongings;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * What stays of a key vault that was deleted, and until when. It is not purged: only who has a
 * right in the whole subscription could, and not where the vault had purge protection. For one
 * thread.
 */
public final class DeletedVault implements Belongings {
  private final BatchConnection arm;
  private final ResourceId vault;
  private final Clock clock;

  /** Days for which it stays, as the vault told while it was there; negative when it never did. */
  private long days = -1;

  /** Asks nothing yet. */
  public DeletedVault(BatchConnection arm, ResourceId vault, Clock clock) {
    this.arm = arm;
    this.vault = vault;
    this.clock = clock;
  }

  @Override
  public String kind() {
    return "soft-deleted key vaults";
  }

  @Override
  public List<Belonging> list() {
    try {
      Optional<JsonNode> there =
          arm.find(vault.request(HttpMethod.GET, "getResource", "look at"), JsonNode.class);
      if (there.isPresent()) {
        days = there.get().at("/properties/softDeleteRetentionInDays").asLong(-1);
        return List.of();
      }
    } catch (AccessRefusal e) {
      return List.of(); // It is not deleted either.
    }
    try {
      return arm.list(all().request(HttpMethod.GET, "listDeletedVaults", "look at"), JsonNode.class)
          .map(deleted -> deleted.path("properties"))
          .filter(deleted -> deleted.path("vaultId").asText().equalsIgnoreCase(vault.path()))
          .map(
              deleted ->
                  staying("until " + Redaction.of(deleted.path("scheduledPurgeDate").asText())))
          .toList();
    } catch (AccessRefusal e) {
      return List.of(
          staying(days < 0 ? "until a day that cannot be seen: " + e.getMessage() : reckoned()));
    }
  }

  private String reckoned() {
    return "until about "
        + clock.instant().plus(days, ChronoUnit.DAYS).truncatedTo(ChronoUnit.DAYS)
        + ", by its own "
        + days
        + " days";
  }

  private Belonging staying(String until) {
    return new Belonging(
        vault.name(), Standing.STAYS, until + "; its name stays taken for as long");
  }

  private ResourceId all() {
    String subscription = vault.path().split("/", 4)[2];
    return new ResourceId(
        "/subscriptions/" + subscription + "/providers/Microsoft.KeyVault/deletedVaults",
        vault.apiVersion());
  }

  @Override
  public Optional<String> remove(Belonging one) {
    return Optional.of(one.note());
  }
}
