package io.github.sealframe.batchclient.models;

/**
 * Settings of Windows nodes.
 *
 * @param enableAutomaticUpdates true when absent
 */
public record WindowsConfiguration(Boolean enableAutomaticUpdates) {}
