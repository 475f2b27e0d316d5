package io.github.sealframe.batchclient.models;

import java.util.List;
import java.util.Objects;

/**
 * Runs on a node when it joins, after each reboot and reimage, and now and then without one.
 *
 * @param commandLine not run by a shell
 * @param containerSettings the container that it runs in; on the node itself when absent
 * @param resourceFiles files that it finds in its working directory
 * @param environmentSettings its environment
 * @param userIdentity whom it runs as; an auto user that is no administrator when absent
 * @param maxTaskRetryCount retries after an exit code other than 0; -1 is no limit, 0 when absent
 * @param waitForSuccess whether tasks run only where it succeeded; true when absent
 */
public record BatchStartTask(
    String commandLine,
    BatchTaskContainerSettings containerSettings,
    List<ResourceFile> resourceFiles,
    List<EnvironmentSetting> environmentSettings,
    UserIdentity userIdentity,
    Integer maxTaskRetryCount,
    Boolean waitForSuccess) {
  public BatchStartTask {
    resourceFiles = Copies.of(resourceFiles);
    environmentSettings = Copies.of(environmentSettings);
  }

  /** A builder with what Batch insists on. */
  public static Builder builder(String commandLine) {
    return new Builder(commandLine);
  }

  @Override
  public String toString() {
    return Shown.of(this);
  }

  /** Sets the components of the same names; those that are not set are absent. Not thread-safe. */
  public static final class Builder {
    private final String commandLine;
    private BatchTaskContainerSettings containerSettings;
    private List<ResourceFile> resourceFiles;
    private List<EnvironmentSetting> environmentSettings;
    private UserIdentity userIdentity;
    private Integer maxTaskRetryCount;
    private Boolean waitForSuccess;

    private Builder(String commandLine) {
      this.commandLine = Objects.requireNonNull(commandLine, "commandLine");
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

    public Builder userIdentity(UserIdentity value) {
      userIdentity = value;
      return this;
    }

    public Builder maxTaskRetryCount(Integer value) {
      maxTaskRetryCount = value;
      return this;
    }

    public Builder waitForSuccess(Boolean value) {
      waitForSuccess = value;
      return this;
    }

    public BatchStartTask build() {
      return new BatchStartTask(
          commandLine,
          containerSettings,
          resourceFiles,
          environmentSettings,
          userIdentity,
          maxTaskRetryCount,
          waitForSuccess);
    }
  }
}
