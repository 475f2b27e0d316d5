package io.github.sealframe.batchclient.internal;

/** What nodes are made of. */
record VirtualMachineConfiguration(
    BatchVmImageReference imageReference, String nodeAgentSKUId, SecurityProfile securityProfile) {}
