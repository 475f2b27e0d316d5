package io.github.sealframe.batchclient.models;

/**
 * The last job of a schedule.
 *
 * @param id 1 to 64 of letters, digits, {@code -} and {@code _}; unique without case
 * @param url its URL
 */
public record RecentBatchJob(String id, String url) {}
