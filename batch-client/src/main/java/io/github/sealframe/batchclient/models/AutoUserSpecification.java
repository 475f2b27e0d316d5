package io.github.sealframe.batchclient.models;

/**
 * The user that the service makes for a task.
 *
 * @param scope {@code pool} when absent
 * @param elevationLevel {@code nonadmin} when absent
 */
public record AutoUserSpecification(AutoUserScope scope, ElevationLevel elevationLevel) {}
