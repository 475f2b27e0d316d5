package io.github.sealframe.batchclient.models;

/** A detail of an error; may repeat what was sent. */
public record NameValuePair(String name, String value) {
  @Override
  public String toString() {
    return Shown.of(this, "name");
  }
}
