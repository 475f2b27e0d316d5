package io.github.sealframe.batchclient.internal;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** One page of a list, and where the next one is; null when this is the last. */
record BatchList<T>(List<T> value, @JsonProperty("odata.nextLink") String nextLink) {
  BatchList {
    value = value == null ? List.of() : value;
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
