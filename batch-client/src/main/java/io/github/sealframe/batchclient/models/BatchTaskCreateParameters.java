package io.github.sealframe.batchclient.models;

import java.util.List;
import java.util.Objects;

/**
 * Body of {@code Task_Add}.
 *
 * @param id 1 to 64 of letters, digits, {@code -} and {@code _}; unique without case
 * @param displayName for people, at most 1,024 characters
 * @param commandLine not run by a shell
 * @param exitConditions what happens when it ends
 * @param containerSettings the container that it runs in; on the node itself when absent
 * @param resourceFiles files that it finds in its working directory
 * @param outputFiles files that are uploaded when it ends
 * @param environmentSettings its environment
 * @param affinityInfo where it would best run
 * @param constraints limits
 * @param requiredSlots slots of a node that it takes; 1 when absent
 * @param userIdentity whom it runs as; an auto user that is no administrator when absent
 * @param multiInstanceSettings for a task that runs on several nodes at once
 * @param dependsOn tasks that must succeed first
 * @param applicationPackageReferences application packages that it needs, at most 10 for a pool
 * @param authenticationTokenSettings a token for the Batch service
 */
public record BatchTaskCreateParameters(
    String id,
    String displayName,
    String commandLine,
    ExitConditions exitConditions,
    BatchTaskContainerSettings containerSettings,
    List<ResourceFile> resourceFiles,
    List<OutputFile> outputFiles,
    List<EnvironmentSetting> environmentSettings,
    BatchAffinityInfo affinityInfo,
    BatchTaskConstraints constraints,
    Integer requiredSlots,
    UserIdentity userIdentity,
    MultiInstanceSettings multiInstanceSettings,
    BatchTaskDependencies dependsOn,
    List<BatchApplicationPackageReference> applicationPackageReferences,
    AuthenticationTokenSettings authenticationTokenSettings) {
  public BatchTaskCreateParameters {
    resourceFiles = Copies.of(resourceFiles);
    outputFiles = Copies.of(outputFiles);
    environmentSettings = Copies.of(environmentSettings);
    applicationPackageReferences = Copies.of(applicationPackageReferences);
  }

  /** A builder with what Batch insists on. */
  public static Builder builder(String id, String commandLine) {
    return new Builder(id, commandLine);
  }

  @Override
  public String toString() {
    return Shown.of(this, "id", "displayName");
  }

  /** Sets the components of the same names; those that are not set are absent. Not thread-safe. */
  public static final class Builder {
    private final String id;
    private String displayName;
    private final String commandLine;
    private ExitConditions exitConditions;
    private BatchTaskContainerSettings containerSettings;
    private List<ResourceFile> resourceFiles;
    private List<OutputFile> outputFiles;
    private List<EnvironmentSetting> environmentSettings;
    private BatchAffinityInfo affinityInfo;
    private BatchTaskConstraints constraints;
    private Integer requiredSlots;
    private UserIdentity userIdentity;
    private MultiInstanceSettings multiInstanceSettings;
    private BatchTaskDependencies dependsOn;
    private List<BatchApplicationPackageReference> applicationPackageReferences;
    private AuthenticationTokenSettings authenticationTokenSettings;

    private Builder(String id, String commandLine) {
      this.id = Objects.requireNonNull(id, "id");
      this.commandLine = Objects.requireNonNull(commandLine, "commandLine");
    }

    public Builder displayName(String value) {
      displayName = value;
      return this;
    }

    public Builder exitConditions(ExitConditions value) {
      exitConditions = value;
      return this;
    }

    public Builder containerSettings(BatchTaskContainerSettings value) {
      containerSettings = value;
      return this;
    }

    public Builder resourceFiles(List<ResourceFile> value) {
      resourceFiles = value;
      return this;
    }

    public Builder outputFiles(List<OutputFile> value) {
      outputFiles = value;
      return this;
    }

    public Builder environmentSettings(List<EnvironmentSetting> value) {
      environmentSettings = value;
      return this;
    }

    public Builder affinityInfo(BatchAffinityInfo value) {
      affinityInfo = value;
      return this;
    }

    public Builder constraints(BatchTaskConstraints value) {
      constraints = value;
      return this;
    }

    public Builder requiredSlots(Integer value) {
      requiredSlots = value;
      return this;
    }

    public Builder userIdentity(UserIdentity value) {
      userIdentity = value;
      return this;
    }

    public Builder multiInstanceSettings(MultiInstanceSettings value) {
      multiInstanceSettings = value;
      return this;
    }

    public Builder dependsOn(BatchTaskDependencies value) {
      dependsOn = value;
      return this;
    }

    public Builder applicationPackageReferences(List<BatchApplicationPackageReference> value) {
      applicationPackageReferences = value;
      return this;
    }

    public Builder authenticationTokenSettings(AuthenticationTokenSettings value) {
      authenticationTokenSettings = value;
      return this;
    }

    public BatchTaskCreateParameters build() {
      return new BatchTaskCreateParameters(
          id,
          displayName,
          commandLine,
          exitConditions,
          containerSettings,
          resourceFiles,
          outputFiles,
          environmentSettings,
          affinityInfo,
          constraints,
          requiredSlots,
          userIdentity,
          multiInstanceSettings,
          dependsOn,
          applicationPackageReferences,
          authenticationTokenSettings);
    }
  }
}
