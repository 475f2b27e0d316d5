package io.github.sealframe.batchclient.models;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A task that runs at a job's end on each node where the preparation task ran.
 *
 * @param id {@code jobrelease} when absent
 * @param commandLine not run by a shell
 * @param containerSettings the container that it runs in; on the node itself when absent
 * @param resourceFiles files that it finds in its working directory
 * @param environmentSettings its environment
 * @param maxWallClockTime from its start to when it is stopped, at most 15 minutes, which holds
 *     when absent
 * @param retentionTime how long its folder is kept after its end; 7 days when absent
 * @param userIdentity whom it runs as; an auto user that is no administrator when absent
 */
public record BatchJobReleaseTask(
    String id,
    String commandLine,
    BatchTaskContainerSettings containerSettings,
    List<ResourceFile> resourceFiles,
    List<EnvironmentSetting> environmentSettings,
    Duration maxWallClockTime,
    Duration retentionTime,
    UserIdentity userIdentity) {
  public BatchJobReleaseTask {
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
    private Duration maxWallClockTime;
    private Duration retentionTime;
    private UserIdentity userIdentity;

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

    public Builder maxWallClockTime(Duration value) {
      maxWallClockTime = value;
      return this;
    }

    public Builder retentionTime(Duration value) {
      retentionTime = value;
      return this;
    }

    public Builder userIdentity(UserIdentity value) {
      userIdentity = value;
      return this;
    }

    public BatchJobReleaseTask build() {
      return new BatchJobReleaseTask(
          id,
          commandLine,
          containerSettings,
          resourceFiles,
          environmentSettings,
          maxWallClockTime,
          retentionTime,
          userIdentity);
    }
  }
}
