package io.github.sealframe.batchclient.models;

/**
 * Where a task would best run; the service need not follow it.
 *
 * @param affinityId that of a node, or of a task that ran before
 */
public record BatchAffinityInfo(String affinityId) {}
