package io.github.sealframe.batchclient.models;

import java.util.List;
import java.util.Objects;

/**
 * A task that runs on a node before the first other task of the job there.
 *
 * @param id {@code jobpreparation} when absent
 * @param commandLine not run by a shell
 * @param containerSettings the container that it runs in; on the node itself when absent
 * @param resourceFiles files that it finds in its working directory
 * @param environmentSettings its environment
 * @param constraints limits
 * @param waitForSuccess whether tasks of the job run only where it succeeded; true when absent
 * @param userIdentity whom it runs as; an auto user that is no administrator when absent
 * @param rerunOnNodeRebootAfterSuccess whether it runs again after a reboot; true when absent
 */
public record BatchJobPreparationTask(
    String id,
    String commandLine,
    BatchTaskContainerSettings containerSettings,
    List<ResourceFile> resourceFiles,
    List<EnvironmentSetting> environmentSettings,
    BatchTaskConstraints constraints,
    Boolean waitForSuccess,
    UserIdentity userIdentity,
    Boolean rerunOnNodeRebootAfterSuccess) {
  public BatchJobPreparationTask {
    resourceFiles = Copies.of(resourceFiles);
    environmentSettings = Copies.of(environmentSettings);
  }

  /** A builder with what Batch insists on. */
  public static Builder builder(String commandLine) {
    return new Builder(commandLine);
  }

  @Override
  public String toString() {
    return Shown.of(this, "id");
  }

  /** Sets the components of the same names; those that are not set are absent. Not thread-safe. */
  public static final class Builder {
    private String id;
    private final String commandLine;
    private BatchTaskContainerSettings containerSettings;
    private List<ResourceFile> resourceFiles;
    private List<EnvironmentSetting> environmentSettings;
    private BatchTaskConstraints constraints;
    private Boolean waitForSuccess;
    private UserIdentity userIdentity;
    private Boolean rerunOnNodeRebootAfterSuccess;

    private Builder(String commandLine) {
      this.commandLine = Objects.requireNonNull(commandLine, "commandLine");
    }

    public Builder id(String value) {
      id = value;
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

    public Builder environmentSettings(List<EnvironmentSetting> value) {
      environmentSettings = value;
      return this;
    }

    public Builder constraints(BatchTaskConstraints value) {
      constraints = value;
      return this;
    }

    public Builder waitForSuccess(Boolean value) {
      waitForSuccess = value;
      return this;
    }

    public Builder userIdentity(UserIdentity value) {
      userIdentity = value;
      return this;
    }

    public Builder rerunOnNodeRebootAfterSuccess(Boolean value) {
      rerunOnNodeRebootAfterSuccess = value;
      return this;
    }

    public BatchJobPreparationTask build() {
      return new BatchJobPreparationTask(
          id,
          commandLine,
          containerSettings,
          resourceFiles,
          environmentSettings,
          constraints,
          waitForSuccess,
          userIdentity,
          rerunOnNodeRebootAfterSuccess);
    }
  }
}
