package io.github.sealframe.batchclient;

import io.github.sealframe.batchclient.internal.BatchConnection;

/**
 * The operations of an Azure Batch account, over its REST API in version 2024-07-01.20.0. Methods
 * and models carry the names of Microsoft's own client, {@code azure-compute-batch}. {@link
 * AzureFarm#batch} makes one.
 *
 * <p>What is not carried out is a {@link io.github.sealframe.core.RemoteRefusal}, which says what
 * was tried on what, what the service answered, and what to do; its {@code answer} has operation,
 * status, code and request id for programs. Ids that cannot be ids are a {@link
 * io.github.sealframe.core.ConfigurationRefusal}, and nothing is sent.
 *
 * <p>A request that failed in passing is repeated when its repetition can do no harm. One that
 * creates something, and is told on its repetition that it exists, succeeds when what is there is
 * what was asked for.
 *
 * <p>Thread-safe; there is nothing to close. Nothing is sent before the first operation.
 */
public final class BatchClient {
  private final BatchConnection connection;

  /** For this module's own use. */
  public BatchClient(BatchConnection connection) {
    this.connection = connection;
  }

  /** Pools, and what they may be made of. */
  public BatchPools pools() {
    return new BatchPools(connection);
  }

  /** Nodes of pools. */
  public BatchNodes nodes() {
    return new BatchNodes(connection);
  }

  /** Jobs. */
  public BatchJobs jobs() {
    return new BatchJobs(connection);
  }

  /** Schedules that make jobs. */
  public BatchJobSchedules jobSchedules() {
    return new BatchJobSchedules(connection);
  }

  /** Tasks of jobs. */
  public BatchTasks tasks() {
    return new BatchTasks(connection);
  }

  /** Files on nodes, and of tasks. */
  public BatchFiles files() {
    return new BatchFiles(connection);
  }

  /** Applications of the account. */
  public BatchApplications applications() {
    return new BatchApplications(connection);
  }
}
