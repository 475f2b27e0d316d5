package io.github.sealframe.batchclient.internal;

/** The image that nodes are made from. */
record BatchVmImageReference(String virtualMachineImageId) {}
