package io.github.sealframe.batchclient.models;

import java.util.List;

/**
 * A task that runs on several nodes at once, as for MPI.
 *
 * @param numberOfInstances how many nodes; 1 when absent
 * @param coordinationCommandLine run on every node before the task's own command line runs on one
 * @param commonResourceFiles files for all of these nodes
 */
public record MultiInstanceSettings(
    Integer numberOfInstances,
    String coordinationCommandLine,
    List<ResourceFile> commonResourceFiles) {
  public MultiInstanceSettings {
    commonResourceFiles = Copies.of(commonResourceFiles);
  }

  @Override
  public String toString() {
    return Shown.of(this);
  }
}
