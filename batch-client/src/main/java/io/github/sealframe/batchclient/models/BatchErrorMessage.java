package io.github.sealframe.batchclient.models;

/**
 * Text of an error.
 *
 * @param lang its language, as {@code en-US}
 * @param value the text
 */
public record BatchErrorMessage(String lang, String value) {}
