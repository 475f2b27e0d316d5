package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** Defaults that Batch fills into what it is given, so that they come back. */
final class Defaults {

  /** How long what a task left on its node is kept. */
  static final String RETENTION = "P7D";

  private Defaults() {}

  static void userIdentity(ObjectNode command) {
    Optional<ObjectNode> auto =
        Body.object(command, "userIdentity").flatMap(one -> Body.object(one, "autoUser"));
    auto.ifPresent(
        user -> {
          Body.fill(user, "scope", user.textNode("pool"));
          Body.fill(user, "elevationLevel", user.textNode("nonadmin"));
        });
    if (Body.object(command, "userIdentity").isEmpty()) {
      command
          .putObject("userIdentity")
          .putObject("autoUser")
          .put("scope", "task")
          .put("elevationLevel", "nonadmin");
    }
  }

  /** The constraints of a job. */
  static void jobConstraints(ObjectNode job) {
    ObjectNode constraints =
        Body.object(job, "constraints").orElseGet(() -> job.putObject("constraints"));
    Body.normaliseDuration(constraints, "maxWallClockTime", Times.UNLIMITED);
    Body.integer(constraints, "maxTaskRetryCount", -1, Integer.MAX_VALUE, 0);
    Body.fill(constraints, "maxTaskRetryCount", constraints.numberNode(0));
  }

  /** The constraints of a task; a retry count that it does not have is that of its job. */
  static void taskConstraints(ObjectNode task, ObjectNode job) {
    ObjectNode constraints =
        Body.object(task, "constraints").orElseGet(() -> task.putObject("constraints"));
    Body.fill(constraints, "maxTaskRetryCount", job.path("constraints").path("maxTaskRetryCount"));
    taskConstraints(task);
  }

  /** The constraints of a task or of a preparation task. */
  static void taskConstraints(ObjectNode task) {
    ObjectNode constraints =
        Body.object(task, "constraints").orElseGet(() -> task.putObject("constraints"));
    Body.normaliseDuration(constraints, "maxWallClockTime", Times.UNLIMITED);
    Body.normaliseDuration(constraints, "retentionTime", RETENTION);
    Body.integer(constraints, "maxTaskRetryCount", -1, Integer.MAX_VALUE, 0);
    Body.fill(constraints, "maxTaskRetryCount", constraints.numberNode(0));
  }
}
