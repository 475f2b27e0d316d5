package io.github.sealframe.batchclient.models;

/**
 * Boot protection of a trusted-launch or confidential machine.
 *
 * @param secureBootEnabled whether only signed boot code runs
 * @param vTpmEnabled whether it has a virtual TPM
 */
public record BatchUefiSettings(Boolean secureBootEnabled, Boolean vTpmEnabled) {}
