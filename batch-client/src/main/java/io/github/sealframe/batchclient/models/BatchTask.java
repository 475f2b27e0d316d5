package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * A task: {@code Task_Get}.
 *
 * @param id 1 to 64 of letters, digits, {@code -} and {@code _}; unique without case
 * @param displayName for people, at most 1,024 characters
 * @param url its URL
 * @param eTag opaque; changes with each change
 * @param lastModified last change
 * @param creationTime when it was made
 * @param exitConditions what happens when it ends
 * @param state what it does now
 * @param stateTransitionTime since when it is in its state
 * @param previousState the state before; absent in its first
 * @param previousStateTransitionTime since when it was in that
 * @param commandLine not run by a shell
 * @param containerSettings the container that it runs in
 * @param resourceFiles files that it finds in its working directory
 * @param outputFiles files that are uploaded when it ends
 * @param environmentSettings its environment
 * @param affinityInfo where it would best run
 * @param constraints limits
 * @param requiredSlots slots of a node that it takes
 * @param userIdentity whom it runs as
 * @param executionInfo how it ran
 * @param nodeInfo the node that it ran on
 * @param multiInstanceSettings for a task that runs on several nodes at once
 * @param taskStatistics only when asked for with {@code $expand=stats}
 * @param dependsOn tasks that must succeed first
 * @param applicationPackageReferences application packages that it needs, at most 10 for a pool
 * @param authenticationTokenSettings a token for the Batch service
 */
public record BatchTask(
    String id,
    String displayName,
    String url,
    String eTag,
    OffsetDateTime lastModified,
    OffsetDateTime creationTime,
    ExitConditions exitConditions,
    BatchTaskState state,
    OffsetDateTime stateTransitionTime,
    BatchTaskState previousState,
    OffsetDateTime previousStateTransitionTime,
    String commandLine,
    BatchTaskContainerSettings containerSettings,
    List<ResourceFile> resourceFiles,
    List<OutputFile> outputFiles,
    List<EnvironmentSetting> environmentSettings,
    BatchAffinityInfo affinityInfo,
    BatchTaskConstraints constraints,
    Integer requiredSlots,
    UserIdentity userIdentity,
    BatchTaskExecutionInfo executionInfo,
    BatchNodeInfo nodeInfo,
    MultiInstanceSettings multiInstanceSettings,
    @JsonProperty("stats") BatchTaskStatistics taskStatistics,
    BatchTaskDependencies dependsOn,
    List<BatchApplicationPackageReference> applicationPackageReferences,
    AuthenticationTokenSettings authenticationTokenSettings) {
  public BatchTask {
    resourceFiles = Copies.of(resourceFiles);
    outputFiles = Copies.of(outputFiles);
    environmentSettings = Copies.of(environmentSettings);
    applicationPackageReferences = Copies.of(applicationPackageReferences);
  }

  @Override
  public String toString() {
    return Shown.of(this, "id", "displayName", "url", "eTag");
  }
}
