package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** What became of one task of a collection that was added. */
public final class BatchTaskAddStatus extends ExpandableStringEnum<BatchTaskAddStatus> {
  public static final BatchTaskAddStatus SUCCESS = fromString("success");

  /** The task is at fault: not to be tried again unchanged. */
  public static final BatchTaskAddStatus CLIENT_ERROR = fromString("clienterror");

  /** May be tried again unchanged. */
  public static final BatchTaskAddStatus SERVER_ERROR = fromString("servererror");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private BatchTaskAddStatus() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static BatchTaskAddStatus fromString(String name) {
    return fromString(name, BatchTaskAddStatus.class);
  }
}
