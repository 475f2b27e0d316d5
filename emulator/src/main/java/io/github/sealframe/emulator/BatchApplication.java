package io.github.sealframe.emulator;

import java.util.List;

/**
 * An application that the account's lists show. Nodes of the emulator get no package of it: a pool
 * or task that asks for one is refused.
 *
 * @param id compared without case
 * @param versions in the order in which they are listed
 */
public record BatchApplication(String id, String displayName, List<String> versions) {

  /** Keeps its own copy of the versions. */
  public BatchApplication {
    versions = List.copyOf(versions);
  }
}
