package io.github.sealframe.batchclient;

/**
 * A task that the Batch service will not take.
 *
 * @param taskId which
 * @param code the service's code, as in {@code InvalidPropertyValue}; {@code TaskExists} when there
 *     is another task of that id
 * @param reason what the service says of it, on one line, or what is different; may be empty
 * @param remedy what to do about it
 */
public record RefusedTask(String taskId, String code, String reason, String remedy) {}
