package io.github.sealframe.batchclient.models;

/** A name and a value that mean nothing to Batch. */
public record BatchMetadataItem(String name, String value) {
  @Override
  public String toString() {
    return Shown.of(this, "name");
  }
}
