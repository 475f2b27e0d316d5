package io.github.sealframe.batchclient.models;

import java.util.List;

/**
 * A token for the Batch service that a task finds in its environment.
 *
 * @param access what the token opens
 */
public record AuthenticationTokenSettings(List<BatchAccessScope> access) {
  public AuthenticationTokenSettings {
    access = Copies.of(access);
  }
}
