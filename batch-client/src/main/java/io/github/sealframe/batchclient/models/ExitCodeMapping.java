package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What happens when a task ends with one exit code.
 *
 * @param code the exit code
 * @param exitOptions what happens
 */
public record ExitCodeMapping(@JsonProperty(required = true) int code, ExitOptions exitOptions) {}
