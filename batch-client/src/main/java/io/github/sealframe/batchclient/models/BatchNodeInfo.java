package io.github.sealframe.batchclient.models;

/**
 * The node that a task ran on.
 *
 * @param affinityId for tasks that would best run there
 * @param nodeUrl its URL
 * @param poolId its pool
 * @param nodeId its id
 * @param taskRootDirectory its folder on the node
 * @param taskRootDirectoryUrl URL of that folder
 */
public record BatchNodeInfo(
    String affinityId,
    String nodeUrl,
    String poolId,
    String nodeId,
    String taskRootDirectory,
    String taskRootDirectoryUrl) {}
