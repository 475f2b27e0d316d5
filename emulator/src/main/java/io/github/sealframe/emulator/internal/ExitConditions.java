package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * What the end of a task does to its job and to the tasks that depend on it, after the task's
 * {@code exitConditions}.
 */
final class ExitConditions {

  /** A {@code jobAction}. */
  enum JobAction {
    NONE,
    DISABLE,
    TERMINATE
  }

  /** A {@code dependencyAction}. */
  enum DependencyAction {
    SATISFY,
    BLOCK
  }

  private ExitConditions() {}

  /**
   * Refuses job actions in a job that does not act on task failures, and dependency actions in one
   * that does not use dependencies.
   */
  static void check(ObjectNode task, Job job) {
    Optional<ObjectNode> conditions = Body.object(task, "exitConditions");
    if (conditions.isEmpty()) {
      return;
    }
    ObjectNode given = conditions.get();
    for (ObjectNode code : Body.objects(given, "exitCodes")) {
      Body.integer(code, "code", Integer.MIN_VALUE, Integer.MAX_VALUE, 0);
      checkOptions(code, "exitOptions", job);
    }
    for (ObjectNode range : Body.objects(given, "exitCodeRanges")) {
      checkOptions(range, "exitOptions", job);
    }
    checkOptions(given, "preProcessingError", job);
    checkOptions(given, "fileUploadError", job);
    checkOptions(given, "default", job);
  }

  private static void checkOptions(ObjectNode parent, String name, Job job) {
    ObjectNode options = Body.object(parent, name).orElseGet(Answer::object);
    Body.choice(options, "jobAction", JobAction.class, JobAction.NONE);
    if (options.has("jobAction") && !job.actsOnTaskFailure()) {
      throw BatchError.invalidProperty(
          "jobAction",
          Answer.text(options, "jobAction"),
          "A job action is for jobs whose onTaskFailure is performexitoptionsjobaction.");
    }
    Body.choice(options, "dependencyAction", DependencyAction.class, DependencyAction.BLOCK);
    if (options.has("dependencyAction") && !job.usesTaskDependencies()) {
      throw BatchError.invalidProperty(
          "dependencyAction",
          Answer.text(options, "dependencyAction"),
          "A dependency action is for jobs whose usesTaskDependencies is true.");
    }
  }

  /** The action that fits how the task ended. */
  static JobAction action(ObjectNode task, Outcome outcome) {
    JobAction otherwise = outcome.successful() ? JobAction.NONE : JobAction.TERMINATE;
    return Body.choice(matching(task, outcome), "jobAction", JobAction.class, otherwise);
  }

  /** Whether a task that ended so lets those start that depend on it. */
  static boolean satisfiesDependents(ObjectNode task, Outcome outcome) {
    DependencyAction otherwise =
        outcome.successful() ? DependencyAction.SATISFY : DependencyAction.BLOCK;
    ObjectNode options = matching(task, outcome);
    return Body.choice(options, "dependencyAction", DependencyAction.class, otherwise)
        == DependencyAction.SATISFY;
  }

  private static ObjectNode matching(ObjectNode task, Outcome outcome) {
    return Body.object(task, "exitConditions")
        .flatMap(conditions -> matchingOf(conditions, outcome))
        .orElseGet(Answer::object);
  }

  private static Optional<ObjectNode> matchingOf(ObjectNode conditions, Outcome outcome) {
    if (outcome.exitCode().isPresent()) {
      // An exit code that is named goes before an upload error that came after it.
      int exitCode = outcome.exitCode().getAsInt();
      for (ObjectNode code : Body.objects(conditions, "exitCodes")) {
        if (code.path("code").asInt() == exitCode) {
          return Body.object(code, "exitOptions");
        }
      }
      for (ObjectNode range : Body.objects(conditions, "exitCodeRanges")) {
        if (range.path("start").asInt() <= exitCode && exitCode <= range.path("end").asInt()) {
          return Body.object(range, "exitOptions");
        }
      }
    }
    Optional<Failure.Stage> stage = outcome.failure().map(Failure::stage);
    Optional<ObjectNode> special =
        stage.flatMap(
            at ->
                switch (at) {
                  case PRE_PROCESSING -> Body.object(conditions, "preProcessingError");
                  case FILE_UPLOAD -> Body.object(conditions, "fileUploadError");
                  case COMMAND -> Optional.empty();
                });
    return special.isPresent() ? special : Body.object(conditions, "default");
  }
}
