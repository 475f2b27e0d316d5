package io.github.sealframe.emulator.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Ends what left its process group and its parent but still carries a node's environment.
 *
 * <p>A daemon that made a session of its own is neither in the task's group nor below it; its
 * environment still names the node's folder.
 */
final class StrayProcesses {

  // A process can fork between being found and being killed; a second look finds the child.
  private static final int ROUNDS = 5;

  private StrayProcesses() {}

  static void endAllOf(NodeFolders node) throws IOException {
    endAll("AZ_BATCH_NODE_ROOT_DIR=" + node.root() + "\0");
  }

  /** Ends what an emulator that was killed left on the nodes of a pool. */
  static void endAllOf(Path pool) throws IOException {
    endAll("AZ_BATCH_NODE_ROOT_DIR=" + pool + "/");
  }

  private static void endAll(String mark) throws IOException {
    for (int round = 0; round < ROUNDS; round++) {
      if (!endOnce(mark)) {
        return;
      }
    }
  }

  private static boolean endOnce(String mark) throws IOException {
    boolean found = false;
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
      for (Path process : processes) {
        if (environmentOf(process).contains(mark)) {
          found = true;
          long pid = Long.parseLong(process.getFileName().toString());
          ProcessHandle.of(pid)
              .ifPresent(
                  handle -> {
                    handle.destroyForcibly();
                    handle.onExit().join();
                  });
        }
      }
    }
    return found;
  }

  private static String environmentOf(Path process) {
    try {
      return new String(
          Files.readAllBytes(process.resolve("environ")), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      // It ended meanwhile, or belongs to someone else: not one of ours in both cases.
      return "";
    }
  }
}
