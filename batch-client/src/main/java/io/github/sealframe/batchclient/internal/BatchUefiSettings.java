package io.github.sealframe.batchclient.internal;

/** Boot protection of a trusted-launch machine. */
record BatchUefiSettings(Boolean secureBootEnabled, Boolean vTpmEnabled) {}
