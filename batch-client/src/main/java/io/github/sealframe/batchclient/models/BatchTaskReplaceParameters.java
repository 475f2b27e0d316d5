package io.github.sealframe.batchclient.models;

/**
 * Body of {@code Task_Update}.
 *
 * @param constraints the new limits; the defaults when absent
 */
public record BatchTaskReplaceParameters(BatchTaskConstraints constraints) {}
