package io.github.sealframe.batchclient.models;

/**
 * A user of Windows nodes.
 *
 * @param loginMode {@code batch} when absent
 */
public record WindowsUserConfiguration(LoginMode loginMode) {}
