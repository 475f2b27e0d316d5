package io.github.sealframe.emulator.internal;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A process that runs on a node, in a session of its own.
 *
 * <p>Thread-safe. The thread that started it has to stay alive as long as the process: the kernel's
 * parent-death signal goes by thread.
 */
final class NodeProcess {

  private final Process process;
  private final ProcessWarden warden;

  NodeProcess(Process process, ProcessWarden warden) {
    this.process = process;
    this.warden = warden;
    warden.guard(process.pid());
  }

  /** The exit code; 128 plus the signal's number for a process that a signal ended. */
  int waitFor() throws InterruptedException {
    return process.waitFor();
  }

  /** Kills the process and all that it started in its session. */
  void kill() {
    // What left the session on its own is found while it still hangs on its parent.
    List<ProcessHandle> descendants = process.descendants().toList();
    warden.kill(process.pid());
    // Before its first instruction the process is not yet leader of a group of its own.
    process.destroyForcibly();
    descendants.forEach(ProcessHandle::destroyForcibly);
  }

  /** Kills what the ended process left running in its session, and forgets the session. */
  void killLeftovers() {
    warden.kill(process.pid());
    warden.release(process.pid());
  }

  /** Starts processes for nodes with the tools of util-linux. */
  static final class Launcher {

    private static final String SETSID = "/usr/bin/setsid";
    private static final String SETPRIV = "/usr/bin/setpriv";

    private final ProcessWarden warden;

    Launcher(ProcessWarden warden) {
      this.warden = warden;
    }

    /** The tools that have to be there, for a check before anything runs. */
    static List<Path> tools() {
      return List.of(Path.of(SETSID), Path.of(SETPRIV), Path.of("/bin/sh"));
    }

    NodeProcess start(Invocation invocation) throws IOException {
      // First of all, so that nothing of it is ever outside.
      List<String> command = new ArrayList<>(invocation.entrance());
      command.addAll(List.of(SETSID, SETPRIV, "--pdeathsig", "KILL"));
      if (invocation.user() instanceof RunUser.Unprivileged user) {
        String uid = Integer.toString(user.uid());
        command.addAll(List.of("--reuid", uid, "--regid", uid, "--clear-groups"));
      }
      command.add("--");
      command.addAll(invocation.words());
      ProcessBuilder builder = new ProcessBuilder(command);
      builder.directory(invocation.workingDirectory().toFile());
      // A task sees what Batch gives it and nothing of the environment that the emulator happens to
      // run in.
      builder.environment().clear();
      builder.environment().putAll(invocation.environment());
      builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
      builder.redirectOutput(invocation.stdout().toFile());
      builder.redirectError(invocation.stderr().toFile());
      return new NodeProcess(builder.start(), warden);
    }
  }

  /**
   * All that a process is started from.
   *
   * @param entrance words that put the process into the group of its node; none for no group
   * @param words program, as an absolute path, and arguments
   */
  record Invocation(
      List<String> entrance,
      List<String> words,
      Path workingDirectory,
      Map<String, String> environment,
      RunUser user,
      Path stdout,
      Path stderr) {}
}
