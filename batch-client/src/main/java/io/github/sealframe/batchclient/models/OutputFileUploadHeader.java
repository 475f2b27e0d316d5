package io.github.sealframe.batchclient.models;

/** A header that output files are uploaded with. */
public record OutputFileUploadHeader(String name, String value) {
  @Override
  public String toString() {
    return Shown.of(this, "name");
  }
}
