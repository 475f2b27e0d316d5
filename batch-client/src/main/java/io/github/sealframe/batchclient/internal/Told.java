package io.github.sealframe.batchclient.internal;

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
}
