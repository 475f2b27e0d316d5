package io.github.sealframe.batchclient.internal;

import java.util.List;

/** A task to be added. */
record BatchTaskCreateParameters(
    String id,
    String commandLine,
    ExitConditions exitConditions,
    List<OutputFile> outputFiles,
    BatchTaskConstraints constraints,
    UserIdentity userIdentity) {}
