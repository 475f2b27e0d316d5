package io.github.sealframe.batchclient.internal;

import io.github.sealframe.batchclient.models.BatchMetadataItem;
import io.github.sealframe.core.Belongings.Belonging;
import io.github.sealframe.core.Belongings.Standing;
import io.github.sealframe.core.ProductionCode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A pool or job, by what tells whose it is.
 *
 * @param id its id
 * @param metadata its metadata, or null
 * @param leaving whether it is on its way out
 */
record Labelled(String id, List<BatchMetadataItem> metadata, boolean leaving) {
  /** Whose each is; those whose ids may say anything are counted only. */
  static List<Belonging> belongings(ProductionCode production, Stream<Labelled> all) {
    Label label = new Label(production);
    List<Belonging> belongings = new ArrayList<>();
    int others = 0;
    for (Labelled one : (Iterable<Labelled>) all::iterator) {
      if (label.isOn(one.metadata())) {
        belongings.add(
            new Belonging(one.id(), one.leaving() ? Standing.LEAVING : Standing.OWN, ""));
      } else if (ProductionCode.in(one.id()).isPresent()) {
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
}
