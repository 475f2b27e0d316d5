package io.github.sealframe.emulator.internal;

import io.github.sealframe.emulator.NodeLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A control group (cgroup v2) for each node, with limits that the kernel keeps.
 *
 * <p>The groups lie below the emulator's own one or the nearest above it that can have such
 * children, so that what is limited there stays limited. Where there is none, nothing is limited
 * and everything here does nothing. Thread-safe.
 */
final class NodeGroups implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NodeGroups.class);
  private static final int PERIOD_MICROSECONDS = 100_000;
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final NodeLimits state;
  private final Optional<Path> folder;
  private final Map<String, String> limits;

  private NodeGroups(NodeLimits state, Optional<Path> folder, Map<String, String> limits) {
    this.state = state;
    this.folder = folder;
    this.limits = limits;
  }

  /** No groups, since nobody asked for limits. */
  static NodeGroups none() {
    return new NodeGroups(new NodeLimits.NotAsked(), Optional.empty(), Map.of());
  }

  /**
   * Groups with limits for each node; says in one line of the log why there are none.
   *
   * @param cpus processors that a node's processes use at most, together
   * @param mebibytes memory that they have at most, together; there is no swapping
   */
  static NodeGroups limited(double cpus, long mebibytes) {
    NodeGroups groups =
        open(
            Set.of("cpu", "memory"),
            Map.of(
                "cpu.max",
                String.format(
                    Locale.ROOT, "%.0f %d", cpus * PERIOD_MICROSECONDS, PERIOD_MICROSECONDS),
                "memory.max",
                Long.toString(mebibytes << 20),
                "memory.swap.max",
                "0"));
    if (groups.state instanceof NodeLimits.NotApplied not) {
      LOG.warn("Nodes have no limits on processors and memory: {}", not.reason());
    }
    return groups;
  }

  /**
   * Makes the group in which those of the nodes will be.
   *
   * @param controllers that the nodes' groups need
   * @param limits what is written into which file of each node's group
   */
  static NodeGroups open(Set<String> controllers, Map<String, String> limits) {
    try {
      Optional<Path> mount = mount();
      if (mount.isEmpty()) {
        return notApplied("no cgroup v2 is mounted here");
      }
      Path base = mount.get().resolve(own());
      String reason = "";
      for (; base.startsWith(mount.get()); base = base.getParent()) {
        Path folder = base.resolve("sealframe-" + UUID.randomUUID());
        try {
          enable(base, controllers);
          Files.createDirectory(folder);
          enable(folder, controllers);
          return new NodeGroups(new NodeLimits.Applied(), Optional.of(folder), limits);
        } catch (IOException e) {
          Files.deleteIfExists(folder);
          reason = e.getMessage() + (reason.isEmpty() ? "" : "; " + reason);
        }
      }
      return notApplied(reason);
    } catch (IOException e) {
      return notApplied(e.toString());
    }
  }

  private static NodeGroups notApplied(String reason) {
    return new NodeGroups(new NodeLimits.NotApplied(reason), Optional.empty(), Map.of());
  }

  /** Where cgroup v2 is mounted. */
  private static Optional<Path> mount() throws IOException {
    try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mountinfo"))) {
      return mounts
          .filter(line -> line.contains(" - cgroup2 "))
          .map(line -> Path.of(line.split(" ", -1)[4]))
          .findFirst();
    }
  }

  /** The emulator's own group, from where it is mounted. */
  private static String own() throws IOException {
    try (Stream<String> groups = Files.lines(Path.of("/proc/self/cgroup"))) {
      return groups
          .filter(line -> line.startsWith("0::/"))
          .map(line -> line.substring("0::/".length()))
          .findFirst()
          .orElse("");
    }
  }

  private static void enable(Path group, Set<String> controllers) throws IOException {
    Set<String> missing = new HashSet<>(controllers);
    missing.removeAll(words(group.resolve("cgroup.controllers")));
    if (!missing.isEmpty()) {
      throw new IOException("the cgroup " + group + " has no controllers " + missing);
    }
    Set<String> off = new HashSet<>(controllers);
    off.removeAll(words(group.resolve("cgroup.subtree_control")));
    for (String controller : off) {
      write(group.resolve("cgroup.subtree_control"), "+" + controller);
    }
  }

  private static List<String> words(Path file) throws IOException {
    return Arrays.asList(Files.readString(file).trim().split(" ", -1));
  }

  private static void write(Path file, String text) throws IOException {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new IOException("'" + text + "' was not taken by " + file + ": " + e.getMessage(), e);
    }
  }

  NodeLimits state() {
    return state;
  }

  /** Makes the group of a node, unless it is there. */
  void make(String node) throws IOException {
    if (folder.isPresent()) {
      Path group = folder.get().resolve(node);
      if (!Files.isDirectory(group)) {
        Files.createDirectory(group);
        for (Map.Entry<String, String> limit : limits.entrySet()) {
          // A kernel without swapping has no such file.
          if (!limit.getKey().equals("memory.swap.max")
              || Files.exists(group.resolve(limit.getKey()))) {
            write(group.resolve(limit.getKey()), limit.getValue());
          }
        }
      }
    }
  }

  /** The words of a command that puts itself into a node's group and becomes what follows them. */
  List<String> entrance(String node) {
    return folder
        .map(
            all ->
                List.of(
                    "/bin/sh",
                    "-c",
                    "echo $$ > \"$0\" && exec \"$@\"",
                    all.resolve(node).resolve("cgroup.procs").toString()))
        .orElse(List.of());
  }

  /** Kills all that is in a node's group, and removes it. */
  void remove(String node) throws IOException {
    if (folder.isPresent()) {
      end(folder.get().resolve(node));
    }
  }

  private static void end(Path group) throws IOException {
    if (!Files.isDirectory(group)) {
      return;
    }
    try {
      write(group.resolve("cgroup.kill"), "1");
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (Files.readString(group.resolve("cgroup.events")).contains("populated 1")
          && System.nanoTime() < deadline) {
        Thread.sleep(5);
      }
      Files.delete(group);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("The end of the processes of " + group + " was not waited for", e);
    }
  }

  /** Removes all groups, with what is in them. */
  @Override
  public void close() {
    folder
        .filter(Files::isDirectory)
        .ifPresent(
            all -> {
              try (Stream<Path> groups = Files.list(all)) {
                for (Path group : groups.filter(Files::isDirectory).toList()) {
                  end(group);
                }
                Files.delete(all);
              } catch (IOException e) {
                LOG.warn("The cgroup {} could not be removed", all, e);
              }
            });
  }
}
