package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * A {@code failureInfo}: why a command could not be run, or was not successful.
 *
 * @param code such as {@code BlobNotFound}
 */
record Failure(Category category, String code, String message, Stage stage) {

  private static final String EXIT_CODE = "FailureExitCode";

  enum Category {
    USERERROR,
    SERVERERROR
  }

  /** When it went wrong; exit conditions tell these apart. */
  enum Stage {
    PRE_PROCESSING,
    COMMAND,
    FILE_UPLOAD
  }

  static Failure before(Category category, String code, String message) {
    return new Failure(category, code, message, Stage.PRE_PROCESSING);
  }

  static Failure exitCode(int exitCode) {
    return new Failure(
        Category.USERERROR,
        EXIT_CODE,
        "The task exited with an exit code representing a failure: " + exitCode,
        Stage.COMMAND);
  }

  static Failure ended(String why) {
    return new Failure(Category.USERERROR, "TaskEnded", why, Stage.COMMAND);
  }

  static Failure upload(String code, String message) {
    return new Failure(Category.USERERROR, code, message, Stage.FILE_UPLOAD);
  }

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @param stage is not part of that
   */
  static Failure read(ObjectNode json, Stage stage) {
    return new Failure(
        Category.valueOf(Answer.text(json, "category").toUpperCase(Locale.ROOT)),
        Answer.text(json, "code"),
        Answer.text(json, "message"),
        stage);
  }

  boolean byExitCode() {
    return code.equals(EXIT_CODE);
  }

  ObjectNode toJson() {
    return Answer.object()
        .put("category", Lifecycle.wire(category))
        .put("code", code)
        .put("message", message);
  }
}
