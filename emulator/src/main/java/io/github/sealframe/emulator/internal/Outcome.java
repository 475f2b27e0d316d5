package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How one run of a command ended, as its process showed it.
 *
 * @param exitCode empty when no process ran
 * @param failure empty for a success
 */
record Outcome(Instant start, Instant end, OptionalInt exitCode, Optional<Failure> failure) {

  /**
   * Reads what {@link #writeTo} wrote.
   *
   * @param stage of the failure, if there is one, which is not part of that
   */
  static Outcome read(ObjectNode json, String stage) {
    return new Outcome(
        Times.instant(Answer.text(json, "startTime")),
        Times.instant(Answer.text(json, "endTime")),
        json.has("exitCode") ? OptionalInt.of(json.path("exitCode").asInt()) : OptionalInt.empty(),
        Body.object(json, "failureInfo")
            .map(failure -> Failure.read(failure, Failure.Stage.valueOf(stage))));
  }

  boolean successful() {
    return failure.isEmpty();
  }

  /**
   * Batch repeats a command only for its exit code: not for missing files, and not when it took too
   * long.
   */
  boolean retryable() {
    return failure.map(Failure::byExitCode).orElse(false);
  }

  Outcome endedBecause(Failure reason) {
    return new Outcome(start, end, exitCode, Optional.of(reason));
  }

  String result() {
    return successful() ? "success" : "failure";
  }

  void writeTo(ObjectNode json) {
    json.put("startTime", Times.wire(start));
    json.put("endTime", Times.wire(end));
    exitCode.ifPresent(code -> json.put("exitCode", code));
    json.put("result", result());
    failure.ifPresent(reason -> json.set("failureInfo", reason.toJson()));
  }
}
