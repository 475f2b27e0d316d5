package io.github.sealframe.core;

import java.util.List;

/**
 * What a StartTask or a job preparation task runs, as administrator, before a node may work: it
 * checks a package against its pin, installs it read-only, or fails.
 *
 * @param commandLine the command line, with verifier and package pinned in it
 * @param inputs the files that it needs
 */
public record GateTask(String commandLine, List<NodeInput> inputs) {
  /** Copies the list. */
  public GateTask {
    inputs = List.copyOf(inputs);
  }
}
