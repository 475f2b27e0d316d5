package io.github.sealframe.batchclient.internal;

import java.util.List;

/** Runs once on each node before the job's tasks. */
record BatchJobPreparationTask(
    String id,
    String commandLine,
    List<ResourceFile> resourceFiles,
    List<EnvironmentSetting> environmentSettings,
    BatchTaskConstraints constraints,
    Boolean waitForSuccess,
    UserIdentity userIdentity,
    Boolean rerunOnNodeRebootAfterSuccess) {}
