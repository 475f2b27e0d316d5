package io.github.sealframe.emulator.internal;

import java.util.Map;
import java.util.Set;

/**
 * The lists of the API, and what {@code $filter}, {@code $select} and {@code $expand} may name in
 * each. Filters are those of "OData filters in Azure Batch" in Microsoft's documentation.
 */
enum Listing {
  POOLS(
      "pools",
      "CloudPool",
      """
      id:text state:equal stateTransitionTime:ordered allocationState:equal
      allocationStateTransitionTime:ordered creationTime:ordered lastModified:ordered
      enableAutoScale:equal vmSize:equal enableInterNodeCommunication:equal"""),
  NODES(
      "nodes",
      "ComputeNode",
      """
      state:equal stateTransitionTime:ordered lastBootTime:ordered allocationTime:ordered
      startTaskInfo/state:equal startTaskInfo/result:equal startTaskInfo/exitCode:ordered
      startTaskInfo/startTime:ordered startTaskInfo/endTime:ordered"""),
  NODE_COUNTS("poolnodecounts", "", "poolId:same"),
  IMAGES("supportedimages", "", "osType:equal verificationType:equal nodeAgentSKUId:equal"),
  FILES("files", "", "name:prefix"),
  JOBS(
      "jobs",
      "CloudJob",
      """
      id:text state:equal stateTransitionTime:ordered creationTime:ordered lastModified:ordered
      executionInfo/startTime:ordered executionInfo/endTime:ordered executionInfo/poolId:text"""),
  JOBS_OF_SCHEDULE(
      "jobs",
      "CloudJob",
      """
      state:equal stateTransitionTime:ordered creationTime:ordered lastModified:ordered
      executionInfo/startTime:ordered executionInfo/endTime:ordered executionInfo/poolId:text"""),
  PREPARATIONS(
      "jobpreparationandreleasetaskstatuslist",
      "JobPreparationAndReleaseTaskExecutionInformation",
      """
      poolId:equal nodeId:equal jobPreparationTaskExecutionInfo/state:equal
      jobPreparationTaskExecutionInfo/startTime:ordered
      jobPreparationTaskExecutionInfo/endTime:ordered
      jobPreparationTaskExecutionInfo/exitCode:ordered
      jobPreparationTaskExecutionInfo/result:equal"""),
  SCHEDULES(
      "jobschedules",
      "CloudJobSchedule",
      """
      id:text state:equal stateTransitionTime:ordered creationTime:ordered lastModified:ordered
      executionInfo/endTime:ordered schedule/doNotRunUntil:ordered
      schedule/doNotRunAfter:ordered"""),
  // The documentation has lastModifiedTime for tasks, which is no property of theirs.
  TASKS(
      "tasks",
      "CloudTask",
      """
      id:text state:equal stateTransitionTime:ordered creationTime:ordered lastModified:ordered
      executionInfo/startTime:ordered executionInfo/endTime:ordered
      executionInfo/exitCode:ordered executionInfo/result:equal"""),
  APPLICATIONS("applications", "", "");

  private static final Map<String, Set<String>> OPERATORS =
      Map.of(
          "same", Set.of("eq"),
          "equal", Set.of("eq", "ne"),
          "ordered", Set.of("eq", "ne", "gt", "ge", "lt", "le"),
          "text", Set.of("eq", "ne", "gt", "ge", "lt", "le", "startswith"),
          "prefix", Set.of("startswith"));

  private final String metadata;
  private final String type;
  private final String filters;

  /**
   * @param metadata the fragment that {@code odata.metadata} ends in
   * @param type what its entities are, in {@link Types}; empty where {@code $select} is not known
   * @param filters properties, each with how it may be compared
   */
  Listing(String metadata, String type, String filters) {
    this.metadata = metadata;
    this.type = type;
    this.filters = filters;
  }

  String metadata() {
    return metadata;
  }

  /** The most entities a page. */
  int largestPage() {
    return this == NODE_COUNTS ? 10 : 1_000;
  }

  boolean selects(String property) {
    return !type.isEmpty() && Types.kinds(type).containsKey(property);
  }

  /** Statistics are all that can be asked for; like those of a new resource, they stay away. */
  boolean expands(String property) {
    return property.equals("stats") && selects(property);
  }

  /** Whether a filter may compare the property so. */
  boolean filters(String property, String operator) {
    for (String filter : filters.split("\\s+", -1)) {
      if (filter.startsWith(property + ":")) {
        return OPERATORS.get(filter.substring(property.length() + 1)).contains(operator);
      }
    }
    return false;
  }
}
