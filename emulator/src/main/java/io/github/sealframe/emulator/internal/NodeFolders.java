package io.github.sealframe.emulator.internal;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.UUID;

/**
 * The folders of one node, laid out as on a Linux node of Batch.
 *
 * @param root what {@code AZ_BATCH_NODE_ROOT_DIR} names
 */
record NodeFolders(Path root) {

  /** What the name of each node's folder begins with. */
  static final String NAME_PREFIX = "tvmps_";

  Path startup() {
    return root.resolve("startup");
  }

  Path shared() {
    return root.resolve("shared");
  }

  /** What the agent keeps for itself. */
  private Path agent() {
    return root.resolve("volatile");
  }

  Path application(String id, String version) {
    return root.resolve("applications").resolve(id).resolve(version);
  }

  /** A path that nobody else uses and that is not there, on the node's disk. */
  Path scratch() {
    return agent().resolve("scratch-" + UUID.randomUUID());
  }

  Path job(String jobId) {
    return root.resolve(jobPath(jobId));
  }

  Path task(String jobId, String taskId) {
    return root.resolve(taskPath(jobId, taskId));
  }

  /**
   * A task's folder below the root. The job {@code S:job-2} of a schedule has the folder {@code
   * S/job-2}; any other is the first of its own.
   */
  static String taskPath(String jobId, String taskId) {
    return jobPath(jobId) + "/" + taskId;
  }

  private static String jobPath(String jobId) {
    return "workitems/" + (jobId.contains(":") ? jobId.replace(':', '/') : jobId + "/job-1");
  }

  /** Makes what every node has. All but the shared folder can be written by its owner only. */
  void create() throws IOException {
    folder(root.getParent(), "rwxr-xr-x");
    folder(root, "rwxr-xr-x");
    folder(root.resolve("workitems"), "rwxr-xr-x");
    folder(agent(), "rwx------");
    // Every task may write here, whoever it runs as: nothing in it can be trusted.
    folder(shared(), "rwxrwxrwx");
  }

  /** Makes the folder in which a job's tasks lie. */
  void createWorkitem(String jobId) throws IOException {
    Path job = job(jobId);
    folder(job.getParent(), "rwxr-xr-x");
    folder(job, "rwxr-xr-x");
  }

  /** Moves a folder to where nobody looks for it, to be removed; empty when it is not there. */
  Optional<Path> setAside(Path folder) throws IOException {
    Path aside = agent().resolve("removed-" + UUID.randomUUID());
    try {
      return Optional.of(Files.move(folder, aside));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /**
   * Makes a folder with exactly these permissions, whatever the umask; one that is there keeps its
   * content.
   */
  static void folder(Path path, String permissions) throws IOException {
    try {
      Files.createDirectory(path);
    } catch (FileAlreadyExistsException e) {
      // Nodes of one pool, and tasks of one job, make the folder that they share at the same time.
      if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        throw e;
      }
    }
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }
}
