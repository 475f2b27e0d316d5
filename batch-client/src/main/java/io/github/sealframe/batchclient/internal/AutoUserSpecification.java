package io.github.sealframe.batchclient.internal;

/** The account that the service makes for a task. */
record AutoUserSpecification(String scope, String elevationLevel) {}
