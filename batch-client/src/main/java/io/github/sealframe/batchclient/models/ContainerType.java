package io.github.sealframe.batchclient.models;

import com.azure.core.util.ExpandableStringEnum;

/** What runs the containers of a pool. */
public final class ContainerType extends ExpandableStringEnum<ContainerType> {
  public static final ContainerType DOCKER_COMPATIBLE = fromString("dockerCompatible");
  public static final ContainerType CRI_COMPATIBLE = fromString("criCompatible");

  @SuppressWarnings("deprecation") // Called by azure-core, with each new name.
  private ContainerType() {}

  /** The value that is written as {@code name}, known or not; null for null. */
  public static ContainerType fromString(String name) {
    return fromString(name, ContainerType.class);
  }
}
