package io.github.sealframe.batchclient.models;

/**
 * A detail of an error; may repeat what was sent.
 *
 * @param key what the value is
 * @param value the detail
 */
public record BatchErrorDetail(String key, String value) {
  @Override
  public String toString() {
    return Shown.of(this, "key");
  }
}
