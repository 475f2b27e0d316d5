package io.github.sealframe.batchclient.models;

/** An environment variable of what runs on a node. */
public record EnvironmentSetting(String name, String value) {
  @Override
  public String toString() {
    return Shown.of(this, "name");
  }
}
