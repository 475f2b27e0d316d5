package io.github.sealframe.batchclient.internal;

/** Why a task failed. */
record BatchTaskFailureInfo(String category, String code, String message) {}
