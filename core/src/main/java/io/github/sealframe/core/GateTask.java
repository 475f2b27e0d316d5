package io.github.sealframe.core;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a StartTask or a job preparation task runs, as administrator, before a node may work: it
 * checks a package against its pin, installs it read-only, or fails.
 *
 * @param commandLine the command line, with verifier and package pinned in it
 * @param inputs the files that it needs
 * @param environment what it is told beside that, by name; nothing that it decides on
 */
public record GateTask(
    String commandLine, List<NodeInput> inputs, Map<String, String> environment) {
  /** Copies list and map. */
  public GateTask {
    inputs = List.copyOf(inputs);
    environment = Map.copyOf(environment);
  }

  /** A task that is told nothing. */
  public GateTask(String commandLine, List<NodeInput> inputs) {
    this(commandLine, inputs, Map.of());
  }

  /** This task, told one thing more. */
  public GateTask told(String name, String value) {
    Map<String, String> more = new TreeMap<>(environment);
    more.put(name, value);
    return new GateTask(commandLine, inputs, more);
  }
}
