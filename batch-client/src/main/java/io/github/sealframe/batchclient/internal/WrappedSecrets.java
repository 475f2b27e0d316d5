package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpMethod;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.core.AccessRefusal;
import io.github.sealframe.core.Belongings;
import io.github.sealframe.core.SecretName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The secrets that a production names, to be deleted and, where that may be, purged. No value is
 * ever asked for. For one thread.
 */
final class WrappedSecrets implements Belongings {
  private static final String DELETED = " (deleted)";

  private final BatchConnection vault;
  private final List<SecretName> names;

  /** Deleted by now, and some seconds later to be seen among those that are. */
  private final Set<String> leaving = new HashSet<>();

  private final Map<String, String> notes = new HashMap<>();

  WrappedSecrets(BatchConnection vault, List<SecretName> names) {
    this.vault = vault;
    this.names = List.copyOf(names);
  }

  @Override
  public String kind() {
    return "secrets";
  }

  @Override
  public List<Belonging> list() {
    List<Belonging> belongings = new ArrayList<>();
    for (SecretName name : names) {
      try {
        look(name.value()).ifPresent(belongings::add);
      } catch (AccessRefusal e) {
        belongings.add(new Belonging(name.value(), Standing.STAYS, e.getMessage()));
      }
    }
    return belongings;
  }

  /** Whether none of them is there any more, so that nothing can be signed with it. */
  boolean areGone() {
    return names.stream().noneMatch(name -> isThere(name.value()));
  }

  private boolean isThere(String name) {
    return Expected.find(
            () ->
                vault
                    .list(
                        request(HttpMethod.GET, "secrets", name)
                            .below("versions")
                            .as("listSecretVersions", "look for", "secret " + name),
                        JsonNode.class)
                    .findFirst())
        .isPresent();
  }

  private Optional<Belonging> look(String name) {
    if (isThere(name)) {
      return Optional.of(new Belonging(name, Standing.OWN, ""));
    }
    Optional<JsonNode> deleted =
        vault.find(
            request(HttpMethod.GET, "deletedsecrets", name)
                .as("getDeletedSecret", "look for", "deleted secret " + name),
            JsonNode.class);
    if (deleted.isEmpty()) {
      return leaving.contains(name)
          ? Optional.of(new Belonging(name, Standing.LEAVING, ""))
          : Optional.empty();
    }
    leaving.remove(name);
    JsonNode until = deleted.get().path("scheduledPurgeDate");
    String note =
        "soft-deleted, until "
            + (until.isIntegralNumber()
                ? Instant.ofEpochSecond(until.asLong())
                : "the vault forgets it");
    notes.put(name + DELETED, note);
    String level = deleted.get().at("/attributes/recoveryLevel").asText();
    return Optional.of(
        level.contains("Purgeable")
            ? new Belonging(name + DELETED, Standing.OWN, note)
            : new Belonging(
                name + DELETED, Standing.STAYS, note + ": the vault has purge protection"));
  }

  @Override
  public Optional<String> remove(Belonging one) {
    String name = one.name();
    if (!name.endsWith(DELETED)) {
      leaving.add(name);
      Expected.decline(
          answer -> answer.isNotFound() || answer.isConflict(),
          () ->
              vault.get(
                  request(HttpMethod.DELETE, "secrets", name)
                      .as("deleteSecret", "delete", "secret " + name),
                  JsonNode.class));
      return Optional.empty();
    }
    String deleted = name.substring(0, name.length() - DELETED.length());
    try {
      Expected.decline(
          answer -> answer.isNotFound() || answer.isConflict(),
          () ->
              vault.send(
                  request(HttpMethod.DELETE, "deletedsecrets", deleted)
                      .as("purgeSecret", "purge", "secret " + deleted)
                      .expect(200, 204)));
      return Optional.empty();
    } catch (AccessRefusal e) {
      return Optional.of(notes.get(name) + ", and who wrapped may not purge it");
    }
  }

  private static BatchRequest request(HttpMethod method, String kind, String name) {
    return BatchRequest.of(method, kind, name);
  }
}
