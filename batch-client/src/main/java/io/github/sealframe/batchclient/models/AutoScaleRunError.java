package io.github.sealframe.batchclient.models;

import java.util.List;

/**
 * Why an autoscale formula could not be evaluated.
 *
 * @param code for programs
 * @param message for people
 * @param values details
 */
public record AutoScaleRunError(String code, String message, List<NameValuePair> values) {
  public AutoScaleRunError {
    values = Copies.of(values);
  }
}
