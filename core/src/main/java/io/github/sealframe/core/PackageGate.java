package io.github.sealframe.core;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Port: seals packages on this machine, and says what a node has to run to prove them.
 * Implementations are thread-safe.
 */
public interface PackageGate {
  /**
   * Reads the tree once and seals it.
   *
   * @throws IntegrityRefusal when something in the tree cannot be packaged, naming its path
   */
  SealedPackage seal(PackageTree tree) throws IOException;

  /**
   * Seals a tree that nodes run a program of.
   *
   * @param program its place
   * @throws ConfigurationRefusal when no executable file is there; nothing is sealed then
   * @throws IntegrityRefusal as {@link #seal(PackageTree)} does
   */
  SealedPackage seal(PackageTree tree, RelativePath program) throws IOException;

  /**
   * The task that checks {@code sealed} on a node and installs it below {@link #NODE_FOLDER}.
   *
   * @param role the container that the package's blobs lie in
   */
  GateTask check(SealedPackage sealed, ContainerRole role);

  /**
   * What a task's shell runs to check installed packages again: commands that end in a semicolon,
   * and end the shell with an exit code of {@link #check} when one refuses. They hold fixed words,
   * hexadecimal digits and double quotes only, and run as a user without rights.
   *
   * @param pins the packages
   */
  String checkAgain(List<Sha256> pins);

  /** What an exit code of {@link #check} means, for people; empty when it is not one of its own. */
  Optional<String> meaning(int exitCode);

  /**
   * Finds, on this machine, content that {@link #check} gives to nodes, proved to have the digest.
   *
   * @return empty when it is not on this machine
   */
  Optional<Content> content(Sha256 digest) throws IOException;

  /**
   * Where packages are installed on a node: this folder below the folder that the environment
   * variable {@code AZ_BATCH_NODE_ROOT_DIR} names, each in a folder named by its pin.
   */
  String NODE_FOLDER = "sealframe";

  /**
   * The environment variable that tells a check which image its node was made from. A node cannot
   * see that by itself, so its attestation repeats what the pool or job was planned with, and both
   * are compared with the plan.
   */
  String IMAGE_VARIABLE = "SEALFRAME_IMAGE";
}
