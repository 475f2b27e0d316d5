package io.github.sealframe.batchclient.internal;

/** Whom a task runs as. */
record UserIdentity(AutoUserSpecification autoUser) {}
