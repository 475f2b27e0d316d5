package io.github.sealframe.batchclient.internal;

import io.github.sealframe.batchclient.models.BatchError;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the service says of a node, a task or a resize. */
final class Told {
  private Told() {}

  /**
   * Code and message on one line, without what might be a secret.
   *
   * @param code may be null
   * @param message may be null
   */
  static String of(String code, String message) {
    return Stream.of(
            code == null ? "" : Redaction.of(code),
            message == null ? "" : BatchFailure.firstLine(message))
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining(": "));
  }

  /** The message of an error on one line; empty when there is none. */
  static String of(BatchError error) {
    return error == null || error.message() == null || error.message().value() == null
        ? ""
        : BatchFailure.firstLine(error.message().value());
  }
}
