package io.github.sealframe.batchclient.internal;

import io.github.sealframe.batchclient.models.BatchError;

/** What the service says of a node, a task or a resize. */
final class Told {
  private Told() {}

  /**
   * Code and message on one line, without what might be a secret.
   *
   * @param message may be null
   */
  static String of(String code, String message) {
    String text = message == null ? "" : BatchFailure.firstLine(message);
    return text.isEmpty() ? Redaction.of(code) : Redaction.of(code) + ": " + text;
  }

  /** The message of an error on one line; empty when there is none. */
  static String of(BatchError error) {
    return error == null || error.message() == null || error.message().value() == null
        ? ""
        : BatchFailure.firstLine(error.message().value());
  }
}
