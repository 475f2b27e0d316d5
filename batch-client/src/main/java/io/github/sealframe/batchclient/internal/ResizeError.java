package io.github.sealframe.batchclient.internal;

/** Why a pool did not reach its size. */
record ResizeError(String code, String message) {}
