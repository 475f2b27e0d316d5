package io.github.sealframe.samples;

import io.github.sealframe.core.Belongings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A resource of a production that a wrap leaves, and only names.
 *
 * @param kind what it is, in the plural
 * @param id its resource id, or its host
 * @param why it stays, and who deletes it
 */
record KeptResource(String kind, String id, String why) implements Belongings {
  /** The accounts of a production, in the order in which a wrap would delete them. */
  static List<KeptResource> accounts(
      String batch, Optional<String> vault, String identity, String storage, String why) {
    List<KeptResource> kept = new ArrayList<>();
    kept.add(new KeptResource("Batch accounts", batch, why));
    vault.ifPresent(id -> kept.add(new KeptResource("key vaults", id, why)));
    kept.add(new KeptResource("identities", identity, why));
    kept.add(new KeptResource("storage accounts", storage, why));
    return kept;
  }

  @Override
  public List<Belonging> list() {
    return List.of(new Belonging(id.substring(id.lastIndexOf('/') + 1), Standing.STAYS, why));
  }

  @Override
  public Optional<String> remove(Belonging one) {
    return Optional.of(why);
  }
}
