package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** Whose fault an error is. */
public final class BatchErrorSourceCategory extends ExpandableStringEnum<BatchErrorSourceCategory> {
  /** The request or its files. */
  public static final BatchErrorSourceCategory USER_ERROR = fromString("usererror");

  /** The service. */
  public static final BatchErrorSourceCategory SERVER_ERROR = fromString("servererror");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private BatchErrorSourceCategory() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static BatchErrorSourceCategory fromString(String name) {
    return fromString(name, BatchErrorSourceCategory.class);
  }
}
