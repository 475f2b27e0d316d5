package io.github.sealframe.batchclient.models;

/**
 * The machine of a node.
 *
 * @param imageReference what it was made of
 * @param scaleSetVmResourceId ARM resource id of the machine, in accounts of the user-subscription
 *     kind
 */
public record VirtualMachineInfo(
    BatchVmImageReference imageReference, String scaleSetVmResourceId) {}
