package io.github.sealframe.batchclient.models;

/**
 * The last job of a schedule.
 *
 * @param id its id
 * @param url its URL
 */
public record RecentBatchJob(String id, String url) {}
