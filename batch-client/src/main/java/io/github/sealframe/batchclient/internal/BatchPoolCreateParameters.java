package io.github.sealframe.batchclient.internal;

import java.util.List;

/** Body of {@code Pool_Create}. */
record BatchPoolCreateParameters(
    String id,
    String vmSize,
    VirtualMachineConfiguration virtualMachineConfiguration,
    Integer targetDedicatedNodes,
    Boolean enableInterNodeCommunication,
    NetworkConfiguration networkConfiguration,
    BatchStartTask startTask,
    Integer taskSlotsPerNode,
    List<BatchMetadataItem> metadata,
    String targetNodeCommunicationMode) {}
