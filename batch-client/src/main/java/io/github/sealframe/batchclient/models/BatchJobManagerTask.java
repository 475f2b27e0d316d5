package io.github.sealframe.batchclient.models;

import java.util.List;
import java.util.Objects;

/**
 * A task that starts with its job and commonly adds the others.
 *
 * @param id 1 to 64 of letters, digits, {@code -} and {@code _}; unique without case
 * @param displayName for people, at most 1,024 characters
 * @param commandLine not run by a shell
 * @param containerSettings the container that it runs in; on the node itself when absent
 * @param resourceFiles files that it finds in its working directory
 * @param outputFiles files that are uploaded when it ends
 * @param environmentSettings its environment
 * @param constraints limits
 * @param requiredSlots slots of a node that it takes; 1 when absent
 * @param killJobOnCompletion whether its end completes the job; true when absent
 * @param userIdentity whom it runs as; an auto user that is no administrator when absent
 * @param runExclusive whether no other task runs on its node; true when absent
 * @param applicationPackageReferences application packages that it needs, at most 10 for a pool
 * @param authenticationTokenSettings a token for the Batch service
 * @param allowLowPriorityNode whether a spot node will do; true when absent
 */
public record BatchJobManagerTask(
    String id,
    String displayName,
    String commandLine,
    BatchTaskContainerSettings containerSettings,
    List<ResourceFile> resourceFiles,
    List<OutputFile> outputFiles,
    List<EnvironmentSetting> environmentSettings,
    BatchTaskConstraints constraints,
    Integer requiredSlots,
    Boolean killJobOnCompletion,
    UserIdentity userIdentity,
    Boolean runExclusive,
    List<BatchApplicationPackageReference> applicationPackageReferences,
    AuthenticationTokenSettings authenticationTokenSettings,
    Boolean allowLowPriorityNode) {
  public BatchJobManagerTask {
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
    private BatchTaskContainerSettings containerSettings;
    private List<ResourceFile> resourceFiles;
    private List<OutputFile> outputFiles;
    private List<EnvironmentSetting> environmentSettings;
    private BatchTaskConstraints constraints;
    private Integer requiredSlots;
    private Boolean killJobOnCompletion;
    private UserIdentity userIdentity;
    private Boolean runExclusive;
    private List<BatchApplicationPackageReference> applicationPackageReferences;
    private AuthenticationTokenSettings authenticationTokenSettings;
    private Boolean allowLowPriorityNode;

    private Builder(String id, String commandLine) {
      this.id = Objects.requireNonNull(id, "id");
      this.commandLine = Objects.requireNonNull(commandLine, "commandLine");
    }

    public Builder displayName(String value) {
      displayName = value;
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

    public Builder constraints(BatchTaskConstraints value) {
      constraints = value;
      return this;
    }

    public Builder requiredSlots(Integer value) {
      requiredSlots = value;
      return this;
    }

    public Builder killJobOnCompletion(Boolean value) {
      killJobOnCompletion = value;
      return this;
    }

    public Builder userIdentity(UserIdentity value) {
      userIdentity = value;
      return this;
    }

    public Builder runExclusive(Boolean value) {
      runExclusive = value;
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

    public Builder allowLowPriorityNode(Boolean value) {
      allowLowPriorityNode = value;
      return this;
    }

    public BatchJobManagerTask build() {
      return new BatchJobManagerTask(
          id,
          displayName,
          commandLine,
          containerSettings,
          resourceFiles,
          outputFiles,
          environmentSettings,
          constraints,
          requiredSlots,
          killJobOnCompletion,
          userIdentity,
          runExclusive,
          applicationPackageReferences,
          authenticationTokenSettings,
          allowLowPriorityNode);
    }
  }
}
