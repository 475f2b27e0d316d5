package io.github.sealframe.samples;

import io.github.sealframe.core.Belongings;
import java.util.List;
import java.util.Optional;

/**
 * A resource of a production that a wrap leaves, and only names.
 *
 * @param kind what it is, in the plural
 * @param id its resource id
 * @param why it stays, and who deletes it
 */
record KeptResource(String kind, String id, String why) implements Belongings {
  @Override
  public List<Belonging> list() {
    return List.of(new Belonging(id.substring(id.lastIndexOf('/') + 1), Standing.STAYS, why));
  }

  @Override
  public Optional<String> remove(Belonging one) {
    return Optional.of(why);
  }
}
