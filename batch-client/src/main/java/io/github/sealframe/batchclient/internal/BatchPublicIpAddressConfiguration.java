package io.github.sealframe.batchclient.internal;

/** Whether nodes have public addresses. */
record BatchPublicIpAddressConfiguration(String provision) {}
