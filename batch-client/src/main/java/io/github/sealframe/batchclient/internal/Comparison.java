package io.github.sealframe.batchclient.internal;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.core.Drift;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Compares a live pool, job or task, field by field, with the body that it should have been made
 * from. Everything counts that is there and that the service does not report by itself: a field
 * that this version never writes is a difference too. A field that is absent equals its documented
 * default; durations are compared by length, URLs without their query (where a SAS would stand; one
 * where none was planned is a difference), and enumerations and resource ids without case.
 * Immutable.
 */
final class Comparison {
  private static final String ABSENT = "absent";

  private static final Set<String> URLS = Set.of("httpUrl", "containerUrl", "storageContainerUrl");

  /** After the name of a field whose URL has a SAS (control storage-sas). */
  private static final String SIGNED = " with a SAS";

  private static final Set<String> CASELESS =
      Set.of(
          "id",
          "vmSize",
          "virtualMachineImageId",
          "nodeAgentSKUId",
          "securityType",
          "subnetId",
          "provision",
          "scope",
          "elevationLevel",
          "resourceId",
          "targetNodeCommunicationMode",
          "nodeFillType",
          "dynamicVNetAssignmentScope",
          "policy",
          "mode",
          "caching",
          "poolId",
          "onTaskFailure",
          "jobAction",
          "dependencyAction",
          "uploadCondition",
          "onAllTasksComplete");

  /** Longer than any limit: what the service shows for none. */
  private static final Duration UNLIMITED = Duration.ofDays(10_000_000);

  /** Defaults are those of every item. */
  private static final Pattern INDEX = Pattern.compile("\\[\\d+]");

  private static final Map<String, String> POOL_DEFAULTS =
      Map.ofEntries(
          Map.entry("resizeTimeout", "PT15M"),
          Map.entry("targetLowPriorityNodes", "0"),
          Map.entry("enableAutoScale", "false"),
          Map.entry("enableInterNodeCommunication", "false"),
          Map.entry("taskSlotsPerNode", "1"),
          Map.entry("taskSchedulingPolicy.nodeFillType", "spread"),
          Map.entry("targetNodeCommunicationMode", "default"),
          Map.entry("upgradePolicy.mode", "manual"),
          Map.entry("networkConfiguration.dynamicVNetAssignmentScope", "none"),
          Map.entry("networkConfiguration.enableAcceleratedNetworking", "false"),
          Map.entry("networkConfiguration.publicIPAddressConfiguration.provision", "batchmanaged"),
          Map.entry("virtualMachineConfiguration.nodePlacementConfiguration.policy", "regional"),
          Map.entry("virtualMachineConfiguration.osDisk.caching", "none"),
          Map.entry("virtualMachineConfiguration.osDisk.writeAcceleratorEnabled", "false"),
          Map.entry("startTask.maxTaskRetryCount", "0"),
          Map.entry("startTask.waitForSuccess", "true"));

  private static final Set<String> POOL_REPORTED =
      Set.of(
          "url",
          "eTag",
          "lastModified",
          "creationTime",
          "state",
          "stateTransitionTime",
          "allocationState",
          "allocationStateTransitionTime",
          "resizeErrors",
          "currentDedicatedNodes",
          "currentLowPriorityNodes",
          "targetDedicatedNodes",
          "currentNodeCommunicationMode",
          "virtualMachineConfiguration.imageReference.exactVersion",
          "stats");

  private static final Map<String, String> JOB_DEFAULTS =
      Map.ofEntries(
          Map.entry("priority", "0"),
          Map.entry("maxParallelTasks", "-1"),
          Map.entry("allowTaskPreemption", "false"),
          Map.entry("usesTaskDependencies", "false"),
          Map.entry("onTaskFailure", "noaction"),
          Map.entry("constraints.maxWallClockTime", UNLIMITED.toString()),
          Map.entry("constraints.maxTaskRetryCount", "0"),
          Map.entry("networkConfiguration.skipWithdrawFromVNet", "false"),
          Map.entry("jobPreparationTask.id", "jobpreparation"),
          Map.entry("jobPreparationTask.constraints.maxWallClockTime", UNLIMITED.toString()),
          Map.entry("jobPreparationTask.constraints.retentionTime", "PT168H"),
          Map.entry("jobPreparationTask.constraints.maxTaskRetryCount", "0"),
          Map.entry("jobPreparationTask.waitForSuccess", "true"),
          Map.entry("jobPreparationTask.rerunOnNodeRebootAfterSuccess", "true"));

  /** What happens when all tasks are done is left out: it changes while a job lives. */
  private static final Set<String> JOB_REPORTED =
      Set.of(
          "url",
          "eTag",
          "lastModified",
          "creationTime",
          "state",
          "stateTransitionTime",
          "previousState",
          "previousStateTransitionTime",
          "onAllTasksComplete",
          "executionInfo",
          "stats");

  /** A job without dependencies, as it is compared to be, may still show what they would do. */
  private static final Map<String, String> TASK_DEFAULTS =
      Map.ofEntries(
          Map.entry("requiredSlots", "1"),
          Map.entry("userIdentity.autoUser.scope", "task"),
          Map.entry("userIdentity.autoUser.elevationLevel", "nonadmin"),
          Map.entry("constraints.maxWallClockTime", UNLIMITED.toString()),
          Map.entry("constraints.retentionTime", "PT168H"),
          Map.entry("constraints.maxTaskRetryCount", "0"),
          Map.entry("exitConditions.exitCodeRanges[].exitOptions.dependencyAction", "block"),
          Map.entry("exitConditions.exitCodes[].exitOptions.dependencyAction", "block"),
          Map.entry("exitConditions.preProcessingError.dependencyAction", "block"),
          Map.entry("exitConditions.fileUploadError.dependencyAction", "block"),
          Map.entry("exitConditions.default.dependencyAction", "block"));

  private static final Set<String> TASK_REPORTED =
      Set.of(
          "url",
          "eTag",
          "lastModified",
          "creationTime",
          "state",
          "stateTransitionTime",
          "previousState",
          "previousStateTransitionTime",
          "executionInfo",
          "nodeInfo",
          "stats");

  private static final Map<String, String> JOB_SCHEDULE_DEFAULTS =
      Map.ofEntries(
          Map.entry("jobSpecification.priority", "0"),
          Map.entry("jobSpecification.maxParallelTasks", "-1"),
          Map.entry("jobSpecification.allowTaskPreemption", "false"),
          Map.entry("jobSpecification.usesTaskDependencies", "false"),
          Map.entry("jobSpecification.onAllTasksComplete", "noaction"),
          Map.entry("jobSpecification.onTaskFailure", "noaction"),
          Map.entry("jobSpecification.constraints.maxWallClockTime", UNLIMITED.toString()),
          Map.entry("jobSpecification.constraints.maxTaskRetryCount", "0"));

  private static final Set<String> JOB_SCHEDULE_REPORTED =
      Set.of(
          "url",
          "eTag",
          "lastModified",
          "creationTime",
          "state",
          "stateTransitionTime",
          "previousState",
          "previousStateTransitionTime",
          "executionInfo",
          "stats");

  /** What the service takes and never shows. */
  private static final Set<String> SECRETS =
      Set.of("password", "sshPrivateKey", "accountKey", "sasKey", "protectedSettings");

  private final Map<String, String> defaults;
  private final Set<String> reported;

  private Comparison(Map<String, String> defaults, Set<String> reported) {
    this.defaults = defaults;
    this.reported = reported;
  }

  /** Of pools, their dedicated nodes aside. */
  static Comparison ofPools() {
    return new Comparison(POOL_DEFAULTS, POOL_REPORTED);
  }

  /** Of jobs, their tasks aside. */
  static Comparison ofJobs() {
    return new Comparison(JOB_DEFAULTS, JOB_REPORTED);
  }

  /** Of tasks. */
  static Comparison ofTasks() {
    return new Comparison(TASK_DEFAULTS, TASK_REPORTED);
  }

  /** Of schedules that make jobs. */
  static Comparison ofJobSchedules() {
    return new Comparison(JOB_SCHEDULE_DEFAULTS, JOB_SCHEDULE_REPORTED);
  }

  /** Of a StartTask, as a pool or a node shows it. */
  List<Drift> betweenStartTasks(JsonNode expected, JsonNode live) {
    return between(startTask(expected), startTask(live));
  }

  private static JsonNode startTask(JsonNode body) {
    return Json.MAPPER.createObjectNode().set("startTask", body);
  }

  /** What differs, in the order of {@code expected}; empty when nothing does. */
  List<Drift> between(JsonNode expected, JsonNode live) {
    Map<String, String> planned = flat(expected);
    Map<String, String> found = flat(live);
    List<Drift> drift = new ArrayList<>();
    planned.forEach((field, value) -> compare(field, value, found.remove(field), drift));
    found.forEach((field, value) -> compare(field, null, value, drift));
    return drift;
  }

  private void compare(String field, String planned, String found, List<Drift> drift) {
    if (found == null && field.endsWith(SIGNED)) {
      return; // One that was given need not be shown.
    }
    String fallback = defaults.getOrDefault(INDEX.matcher(field).replaceAll("[]"), ABSENT);
    String expected = planned == null ? fallback : planned;
    String actual = found == null ? fallback : found;
    if (!expected.equals(actual)) {
      // Redacted as a whole: a part of a signature is not known for one.
      String shown = Redaction.within(expected);
      String other = Redaction.within(actual);
      drift.add(new Drift(Redaction.of(field), excerpt(shown, other), excerpt(other, shown)));
    }
  }

  private Map<String, String> flat(JsonNode body) {
    Map<String, String> fields = new LinkedHashMap<>();
    flatten("", body, fields);
    return fields;
  }

  private void flatten(String path, JsonNode node, Map<String, String> into) {
    if (node.isObject()) {
      node.fields()
          .forEachRemaining(
              field -> {
                String below = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
                if (!reported.contains(below)
                    && !SECRETS.contains(field.getKey())
                    && !below.startsWith("odata.")) {
                  flatten(below, field.getValue(), into);
                }
              });
    } else if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        flatten(path + "[" + key(node.get(i), i) + "]", node.get(i), into);
      }
    } else if (!node.isNull()) {
      String name = path.substring(path.lastIndexOf('.') + 1);
      String value = normal(name, node.asText());
      String field = path;
      for (int nth = 2; into.putIfAbsent(field, value) != null; nth++) {
        field = path + "#" + nth; // Of two items of one name, neither hides the other.
      }
      if (URLS.contains(name) && node.asText().contains("sig=")) {
        into.put(field + SIGNED, "there");
      }
    }
  }

  /** Items that have a name are compared by it, whatever their order. */
  private static String key(JsonNode item, int index) {
    for (String name : List.of("filePath", "name")) {
      if (item.path(name).isTextual()) {
        return item.path(name).asText();
      }
    }
    return Integer.toString(index);
  }

  private static String normal(String name, String value) {
    if (URLS.contains(name)) {
      return Redaction.withoutQuery(value);
    }
    if (CASELESS.contains(name)) {
      return value.toLowerCase(Locale.ROOT);
    }
    return name.endsWith("Time") || name.equals("resizeTimeout") ? duration(value) : value;
  }

  private static String duration(String value) {
    try {
      Duration duration = Duration.parse(value);
      return duration.compareTo(UNLIMITED) > 0 ? UNLIMITED.toString() : duration.toString();
    } catch (DateTimeParseException e) {
      return value;
    }
  }

  /** A long value's part around the first difference. */
  private static String excerpt(String value, String other) {
    int longest = 120;
    if (value.length() <= longest) {
      return Redaction.of(value);
    }
    int different = 0;
    while (different < Math.min(value.length(), other.length())
        && value.charAt(different) == other.charAt(different)) {
      different++;
    }
    int from = Math.max(0, Math.min(different - 20, value.length() - longest));
    int to = Math.min(value.length(), from + longest);
    return (from > 0 ? "..." : "")
        + Redaction.of(value.substring(from, to))
        + (to < value.length() ? "..." : "");
  }
}
