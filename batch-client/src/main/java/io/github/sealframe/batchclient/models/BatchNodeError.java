package io.github.sealframe.batchclient.models;

import java.util.List;

/**
 * What is wrong with a node.
 *
 * @param code for programs
 * @param message for people
 * @param errorDetails more about it
 */
public record BatchNodeError(String code, String message, List<NameValuePair> errorDetails) {
  public BatchNodeError {
    errorDetails = Copies.of(errorDetails);
  }
}
