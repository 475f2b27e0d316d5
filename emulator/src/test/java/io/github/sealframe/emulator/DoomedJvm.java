package io.github.sealframe.emulator;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * A JVM that starts Azurite and a task with a child, tells their process ids, and waits to be
 * killed.
 */
final class DoomedJvm {

  private DoomedJvm() {}

  public static void main(String[] arguments) throws InterruptedException {
    Azurite azurite =
        Azurite.start(
            Azurite.Settings.of(
                Path.of(arguments[0]), Path.of(arguments[1]), Path.of(arguments[2])));
    BatchEmulator emulator =
        BatchEmulator.start(
            BatchEmulator.Settings.defaults().withNodeRoot(Path.of(arguments[2], "nodes")));
    BatchWire wire = new BatchWire(emulator);
    wire.addPool("p", 1, "");
    wire.addJob("j", "p", "");
    wire.addTask("j", "t", "sleep 307 & echo $$ $! > pids; wait", "");
    String file = "/jobs/j/tasks/t/files/wd/pids";
    org.awaitility.Awaitility.await()
        .until(() -> wire.get(file).status() == 200 && wire.get(file).text().endsWith("\n"));
    System.out.println("PIDS " + azurite.pid() + " " + wire.get(file).text().trim());
    new CountDownLatch(1).await();
  }
}
