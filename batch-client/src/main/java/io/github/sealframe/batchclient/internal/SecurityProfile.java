package io.github.sealframe.batchclient.internal;

/** Protection of the virtual machines. */
record SecurityProfile(
    String securityType, Boolean encryptionAtHost, BatchUefiSettings uefiSettings) {}
