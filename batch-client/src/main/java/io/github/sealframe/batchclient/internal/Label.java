package io.github.sealframe.batchclient.internal;

import io.github.sealframe.batchclient.models.BatchMetadataItem;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.ProductionCode;
import java.util.List;

/**
 * Tells by its metadata whose a live pool or job is. What is another production's is never touched.
 *
 * @param production whose things may be touched
 */
record Label(ProductionCode production) {
  /** Whether its one label is this production's. */
  boolean isOn(List<BatchMetadataItem> metadata) {
    List<String> labels = labels(metadata);
    return !labels.isEmpty() && labels.stream().allMatch(production.value()::equals);
  }

  /**
   * Whether a hold stops it: it has this production's label, or an id that derives from its code
   * and no label. Whoever takes a label away does not get out of a hold by that.
   */
  boolean isHeldWith(String id, List<BatchMetadataItem> metadata) {
    return isOn(metadata) || (labels(metadata).isEmpty() && production.isIn(id));
  }

  /**
   * Refuses what has not this production's label.
   *
   * @param tried what was to be done
   * @param on to what
   */
  void require(String tried, String on, List<BatchMetadataItem> metadata) {
    if (!isOn(metadata)) {
      throw new PolicyRefusal(
          tried,
          on,
          "it does not have the label of production " + production,
          "find out whose it is (control batch-pool-per-production)");
    }
  }

  private static List<String> labels(List<BatchMetadataItem> metadata) {
    return metadata == null
        ? List.of()
        : metadata.stream()
            .filter(item -> PoolBody.PRODUCTION.equals(item.name()))
            .map(item -> String.valueOf(item.value()))
            .toList();
  }
}
