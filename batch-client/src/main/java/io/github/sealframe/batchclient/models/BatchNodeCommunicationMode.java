package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** How nodes talk with the service. */
public final class BatchNodeCommunicationMode
    extends ExpandableStringEnum<BatchNodeCommunicationMode> {
  /** The service chooses. */
  public static final BatchNodeCommunicationMode DEFAULT = fromString("default");

  /** The service opens connections to the nodes. */
  public static final BatchNodeCommunicationMode CLASSIC = fromString("classic");

  /** Only the nodes open connections. */
  public static final BatchNodeCommunicationMode SIMPLIFIED = fromString("simplified");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private BatchNodeCommunicationMode() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static BatchNodeCommunicationMode fromString(String name) {
    return fromString(name, BatchNodeCommunicationMode.class);
  }
}
