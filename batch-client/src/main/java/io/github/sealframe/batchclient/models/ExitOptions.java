package io.github.sealframe.batchclient.models;

/**
 * What a task's exit does to its job and to tasks that depend on it.
 *
 * @param jobAction {@code none} for exit code 0 and {@code terminate} otherwise when absent;
 *     refused unless the job performs exit options
 * @param dependencyAction whether tasks that depend on it may run
 */
public record ExitOptions(BatchJobActionKind jobAction, DependencyAction dependencyAction) {}
