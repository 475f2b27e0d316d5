package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpMethod;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.core.AccessRefusal;
import io.github.sealframe.core.Belongings;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.RemoteRefusal;
import io.github.sealframe.core.ServiceAnswer;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A resource of a production in Azure Resource Manager, to be deleted when it has the production's
 * tag. For one thread.
 */
public final class WrappedAccount implements Belongings {
  /** What the service may say better in a while: no reason to leave it. */
  private static final Set<Integer> LATER = Set.of(408, 429);

  private final BatchConnection arm;
  private final ProductionCode production;
  private final String kind;
  private final ResourceId id;
  private boolean deleting;
  private Optional<String> operation = Optional.empty();

  /**
   * @param kind what it is, in the plural
   */
  public WrappedAccount(
      BatchConnection arm, ProductionCode production, String kind, ResourceId id) {
    this.arm = arm;
    this.production = production;
    this.kind = kind;
    this.id = id;
  }

  @Override
  public String kind() {
    return kind;
  }

  @Override
  public List<Belonging> list() {
    try {
      return arm
          .find(id.request(HttpMethod.GET, "getResource", "look at"), JsonNode.class)
          .map(this::belonging)
          .stream()
          .toList();
    } catch (AccessRefusal e) {
      return List.of(new Belonging(id.name(), Standing.STAYS, e.getMessage()));
    }
  }

  private Belonging belonging(JsonNode found) {
    String tag = found.path("tags").path(PoolBody.PRODUCTION).asText();
    if (!tag.equals(production.value())) {
      return new Belonging(
          id.name(),
          Standing.FOREIGN,
          "its tag " + PoolBody.PRODUCTION + " is not that of this production");
    }
    String state = found.at("/properties/provisioningState").asText();
    if (!deleting && !state.equalsIgnoreCase("Deleting")) {
      return new Belonging(id.name(), Standing.OWN, "");
    }
    return failure()
        .map(why -> new Belonging(id.name(), Standing.STAYS, "it was not deleted: " + why))
        .orElse(new Belonging(id.name(), Standing.LEAVING, ""));
  }

  /** Why the deletion failed; empty while it goes on, and when nobody tells. */
  private Optional<String> failure() {
    if (operation.isEmpty()) {
      return Optional.empty();
    }
    try {
      return arm.follow(
              id.request(HttpMethod.GET, "getOperation", "follow the deletion of")
                  .expect(200, 202, 204),
              operation.get())
          .failure();
    } catch (AccessRefusal e) {
      operation = Optional.empty(); // Who deletes need not see it: the resource itself tells too.
      return Optional.empty();
    } catch (RemoteRefusal e) {
      ServiceAnswer answer = e.answer().filter(WrappedAccount::isFinal).orElseThrow(() -> e);
      return answer.isNotFound() ? Optional.empty() : Optional.of(e.getMessage());
    }
  }

  /** Locks, what cannot be changed, and all else that Azure keeps it for, in its words. */
  @Override
  public Optional<String> remove(Belonging one) {
    Optional<RemoteRefusal> declined =
        Expected.decline(
            WrappedAccount::isFinal,
            () -> {
              operation =
                  arm.begin(
                      id.request(HttpMethod.DELETE, "deleteResource", "delete")
                          .expect(200, 202, 204));
              deleting = true;
            });
    return declined
        .filter(refusal -> !refusal.answer().map(ServiceAnswer::isNotFound).orElse(false))
        .map(RemoteRefusal::getMessage);
  }

  private static boolean isFinal(ServiceAnswer answer) {
    return answer.status() >= 400 && answer.status() < 500 && !LATER.contains(answer.status());
  }
}
