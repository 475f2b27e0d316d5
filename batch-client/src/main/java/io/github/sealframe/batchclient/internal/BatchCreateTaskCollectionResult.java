package io.github.sealframe.batchclient.internal;

import java.util.List;

/** Answer of {@code Task_AddCollection}: one result for each task sent. */
record BatchCreateTaskCollectionResult(List<BatchTaskCreateResult> value) {
  BatchCreateTaskCollectionResult {
    value = value == null ? List.of() : value;
  }
}
