package io.github.sealframe.batchclient.internal;

import io.github.sealframe.batchclient.models.BatchMetadataItem;
import io.github.sealframe.core.Belongings.Belonging;
import io.github.sealframe.core.Belongings.Standing;
import io.github.sealframe.core.ProductionCode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A pool or job, by what tells whose it is.
 *
 * @param id its id
 * @param metadata its metadata, or null
 * @param leaving whether it is on its way out
 */
record Labelled(String id, List<BatchMetadataItem> metadata, boolean leaving) {
  /** Ids of this form hold no title. */
  private static final Pattern OF_A_PRODUCTION = Pattern.compile("p[a-z2-7]{10}-.*");

  /** Whose each is; those whose ids may say anything are counted only. */
  static List<Belonging> belongings(ProductionCode production, Stream<Labelled> all) {
    List<Belonging> belongings = new ArrayList<>();
    int others = 0;
    for (Labelled one : (Iterable<Labelled>) all::iterator) {
      if (one.isOf(production)) {
        belongings.add(
            new Belonging(one.id(), one.leaving() ? Standing.LEAVING : Standing.OWN, ""));
      } else if (OF_A_PRODUCTION.matcher(one.id()).matches()) {
        belongings.add(
            new Belonging(one.id(), Standing.FOREIGN, "it has not the label of this production"));
      } else {
        others++;
      }
    }
    if (others > 0) {
      belongings.add(
          new Belonging("others", Standing.FOREIGN, others + " that are named as no production's"));
    }
    return belongings;
  }

  /** By its label alone, and by no second one beside it. */
  boolean isOf(ProductionCode production) {
    return metadata != null
        && metadata.stream()
            .filter(item -> PoolBody.PRODUCTION.equals(item.name()))
            .map(BatchMetadataItem::value)
            .toList()
            .equals(List.of(production.value()));
  }
}
