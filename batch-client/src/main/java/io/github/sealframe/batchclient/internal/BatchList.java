package io.github.sealframe.batchclient.internal;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Objects;

/**
 * One page of a list, and where the next one is; null when this is the last. What has no items, and
 * does not say so, is no page.
 */
record BatchList<T>(
    List<T> value,
    @JsonProperty("odata.nextLink") @JsonAlias("nextLink") /* Resource Manager's */
        String nextLink) {
  BatchList {
    if (value == null || value.stream().anyMatch(Objects::isNull)) {
      throw new IllegalArgumentException("no list");
    }
  }

  /** Shows no query, where the service may put anything. */
  @Override
  public String toString() {
    return "BatchList[value="
        + value
        + ", nextLink="
        + (nextLink == null ? null : Redaction.withoutQuery(nextLink))
        + "]";
  }
}
