package io.github.sealframe.emulator.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A small shell beside the emulator that ends process groups, and that ends every group it was told
 * of as soon as the emulator is gone.
 *
 * <p>A parent-death signal reaches only the process that the emulator itself started; what that one
 * forked would live on after a SIGKILL of the JVM. The shell sees the end of its standard input
 * however the JVM dies. It also sends the signals while the emulator lives, since a shell's
 * built-in can address a process group and Java cannot. Thread-safe.
 */
final class ProcessWarden implements AutoCloseable {

  // The interrupt of a terminal reaches the whole foreground group: the warden has to outlive the
  // JVM.
  private static final String SCRIPT =
      """
      trap '' INT HUP TERM QUIT
      groups=' '
      while read -r order group; do
        case $order in
          guard) groups="$groups$group " ;;
          release) groups="${groups%% $group *} ${groups#* $group }" ;;
          kill) kill -s KILL -- "-$group" ;;
        esac
      done
      for group in $groups; do kill -s KILL -- "-$group"; done
      """;

  private final Process shell;
  private final Writer orders;

  private ProcessWarden(Process shell) {
    this.shell = shell;
    this.orders = shell.outputWriter(StandardCharsets.US_ASCII);
  }

  static ProcessWarden start() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(List.of("/bin/sh", "-c", SCRIPT));
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    return new ProcessWarden(builder.start());
  }

  /** From now on the group dies with the emulator. */
  void guard(long group) {
    send("guard", group);
  }

  /** Forgets a group whose processes have all ended. */
  void release(long group) {
    send("release", group);
  }

  /** Sends SIGKILL to the whole group; a group that is not there is no error. */
  void kill(long group) {
    send("kill", group);
  }

  private synchronized void send(String order, long group) {
    try {
      orders.write(order + " " + group + "\n");
      orders.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The process warden (pid " + shell.pid() + ") is gone; nothing guards " + group, e);
    }
  }

  /** Ends what is still guarded, and waits until the shell has done so. */
  @Override
  public void close() {
    try {
      synchronized (this) {
        orders.close();
      }
      shell.waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The process warden (pid " + shell.pid() + ") cannot be closed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
