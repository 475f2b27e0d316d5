package io.github.sealframe.batchclient.models;

/**
 * The image that nodes are made of: publisher, offer, sku and version, or one of the ids.
 *
 * @param publisher of a Marketplace image
 * @param offer of a Marketplace image
 * @param sku of a Marketplace image
 * @param version of a Marketplace image; {@code latest} when absent
 * @param virtualMachineImageId ARM resource id of a gallery image, which is its latest version, or
 *     of one version
 * @param exactVersion the version that {@code latest} came to; only in answers
 * @param sharedGalleryImageId id of an image of a shared gallery
 * @param communityGalleryImageId id of an image of a community gallery
 */
public record BatchVmImageReference(
    String publisher,
    String offer,
    String sku,
    String version,
    String virtualMachineImageId,
    String exactVersion,
    String sharedGalleryImageId,
    String communityGalleryImageId) {
  /** A builder with every component absent. */
  public static Builder builder() {
    return new Builder();
  }

  /** Sets the components of the same names; those that are not set are absent. Not thread-safe. */
  public static final class Builder {
    private String publisher;
    private String offer;
    private String sku;
    private String version;
    private String virtualMachineImageId;
    private String exactVersion;
    private String sharedGalleryImageId;
    private String communityGalleryImageId;

    private Builder() {}

    public Builder publisher(String value) {
      publisher = value;
      return this;
    }

    public Builder offer(String value) {
      offer = value;
      return this;
    }

    public Builder sku(String value) {
      sku = value;
      return this;
    }

    public Builder version(String value) {
      version = value;
      return this;
    }

    public Builder virtualMachineImageId(String value) {
      virtualMachineImageId = value;
      return this;
    }

    public Builder exactVersion(String value) {
      exactVersion = value;
      return this;
    }

    public Builder sharedGalleryImageId(String value) {
      sharedGalleryImageId = value;
      return this;
    }

    public Builder communityGalleryImageId(String value) {
      communityGalleryImageId = value;
      return this;
    }

    public BatchVmImageReference build() {
      return new BatchVmImageReference(
          publisher,
          offer,
          sku,
          version,
          virtualMachineImageId,
          exactVersion,
          sharedGalleryImageId,
          communityGalleryImageId);
    }
  }
}
