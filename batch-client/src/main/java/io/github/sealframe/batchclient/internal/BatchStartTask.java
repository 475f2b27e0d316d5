package io.github.sealframe.batchclient.internal;

import java.util.List;

/** Runs on a node when it joins, and after each reboot and reimage. */
record BatchStartTask(
    String commandLine,
    List<ResourceFile> resourceFiles,
    List<EnvironmentSetting> environmentSettings,
    UserIdentity userIdentity,
    Integer maxTaskRetryCount,
    Boolean waitForSuccess) {}
