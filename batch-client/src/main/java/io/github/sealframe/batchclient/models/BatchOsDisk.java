package io.github.sealframe.batchclient.models;

/**
 * The operating system disk of a node.
 *
 * @param ephemeralOSDiskSettings for a disk that is lost when the node stops
 * @param caching by the kind of storage when absent
 * @param managedDisk its kind
 * @param diskSizeGB size of a new disk, GB
 * @param writeAcceleratorEnabled whether writes are accelerated
 */
public record BatchOsDisk(
    BatchDiffDiskSettings ephemeralOSDiskSettings,
    CachingType caching,
    ManagedDisk managedDisk,
    Integer diskSizeGB,
    Boolean writeAcceleratorEnabled) {
  /** A builder with every component absent. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets the components of the same names; those that are not set are absent. Not thread-safe. */
  public static final class Builder {
    private BatchDiffDiskSettings ephemeralOSDiskSettings;
    private CachingType caching;
    private ManagedDisk managedDisk;
    private Integer diskSizeGB;
    private Boolean writeAcceleratorEnabled;

    private Builder() {}

    public Builder ephemeralOSDiskSettings(BatchDiffDiskSettings value) {
      ephemeralOSDiskSettings = value;
      return this;
    }

    public Builder caching(CachingType value) {
      caching = value;
      return this;
    }

    public Builder managedDisk(ManagedDisk value) {
      managedDisk = value;
      return this;
    }

    public Builder diskSizeGB(Integer value) {
      diskSizeGB = value;
      return this;
    }

    public Builder writeAcceleratorEnabled(Boolean value) {
      writeAcceleratorEnabled = value;
      return this;
    }

    public BatchOsDisk build() {
      return new BatchOsDisk(
          ephemeralOSDiskSettings, caching, managedDisk, diskSizeGB, writeAcceleratorEnabled);
    }
  }
}
