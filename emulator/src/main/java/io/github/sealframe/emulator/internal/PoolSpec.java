package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;

/** Checks what a pool is asked to be, and fills the defaults in that Batch gives back. */
final class PoolSpec {

  private static final Duration DEFAULT_RESIZE_TIMEOUT = Duration.ofMinutes(15);
  private static final Duration SHORTEST_RESIZE_TIMEOUT = Duration.ofMinutes(5);

  private final Applications applications;

  PoolSpec(Applications applications) {
    this.applications = applications;
  }

  /**
   * Checks and completes a new pool; its automatic scaling is read elsewhere.
   *
   * @throws BatchError 400, 409 or 501 naming the property
   */
  void complete(ObjectNode body) {
    Body.required(body, "vmSize");
    checkChange(body);
    boolean scales = Body.flag(body, "enableAutoScale", false);
    List<String> others =
        scales
            ? List.of("targetDedicatedNodes", "targetLowPriorityNodes")
            : List.of("autoScaleFormula", "autoScaleEvaluationInterval");
    for (String name : others) {
      if (body.has(name)) {
        throw BatchError.invalidProperty(
            name, body.path(name).asText(), "It does not go with enableAutoScale " + scales + ".");
      }
    }
    Body.integer(body, "targetDedicatedNodes", 0, Pool.MOST_NODES, 0);
    Body.integer(body, "targetLowPriorityNodes", 0, Pool.MOST_NODES, 0);
    Body.fill(body, "taskSlotsPerNode", body.numberNode(1));
    if (Body.object(body, "taskSchedulingPolicy").isEmpty()) {
      body.putObject("taskSchedulingPolicy").put("nodeFillType", "spread");
    }
    Body.fill(body, "enableInterNodeCommunication", body.booleanNode(false));
    Body.fill(body, "targetNodeCommunicationMode", body.textNode("default"));
    body.put("resizeTimeout", resizeTimeout(body));
  }

  /**
   * How long a resize may take.
   *
   * @throws BatchError 400 for less than five minutes
   */
  static String resizeTimeout(ObjectNode body) {
    Duration timeout = Body.duration(body, "resizeTimeout").orElse(DEFAULT_RESIZE_TIMEOUT);
    if (timeout.compareTo(SHORTEST_RESIZE_TIMEOUT) < 0) {
      throw BatchError.invalidProperty(
          "resizeTimeout", Answer.text(body, "resizeTimeout"), "It has to be at least 5 minutes.");
    }
    return Times.wire(timeout);
  }

  /**
   * Checks what can also be changed later, and completes the StartTask.
   *
   * @throws BatchError 400, 409 or 501 naming the property
   */
  void checkChange(ObjectNode body) {
    Body.integer(body, "taskSlotsPerNode", 1, 256, 1);
    Body.object(body, "startTask").ifPresent(PoolSpec::completeStartTask);
    // They hold keys, which nothing would ever need here.
    if (!Body.objects(body, "mountConfiguration").isEmpty()) {
      throw BatchError.notImplemented("the mountConfiguration of a pool");
    }
    UserAccounts.complete(body);
    applications.checkReferences(body);
    if (!Body.objects(body, "certificateReferences").isEmpty()) {
      throw BatchError.conflict(
          "InvalidCertificateReferences", "The specified certificates do not exist.");
    }
  }

  private static void completeStartTask(ObjectNode startTask) {
    CommandSpec.ofStartTask(startTask);
    Defaults.userIdentity(startTask);
    Body.fill(startTask, "maxTaskRetryCount", startTask.numberNode(0));
    Body.fill(startTask, "waitForSuccess", startTask.booleanNode(true));
  }
}
