package io.github.sealframe.batchclient.internal;

/** The network that nodes join. */
record NetworkConfiguration(
    String subnetId, BatchPublicIpAddressConfiguration publicIPAddressConfiguration) {}
