package io.github.sealframe.emulator.internal;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file in which an account outlives its emulator: numbered records in maps. Thread-safe.
 *
 * <p>One thread writes it, which nobody interrupts. What {@link #await} has waited for is there
 * after a SIGKILL of this process. Once in a second it is forced to the disk, so that a power loss
 * takes a second at most.
 */
final class StateFile implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StateFile.class);
  private static final Duration BETWEEN_FORCES = Duration.ofSeconds(1);
  // A file is written anew at the start when less than half of it is of use.
  private static final long ROOM = 1 << 20;
  private static final FileAttribute<?> OWN_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path path;
  private final FileChannel lock;
  private final FileChannel file;
  private final Map<String, NavigableMap<Long, byte[]>> records;
  private final Thread writer = new Thread(this::write, "batch-emulator-state");
  private List<byte[]> pending = new ArrayList<>();
  private long handed;
  private long written;
  private boolean closed;
  private IOException failure;

  private StateFile(
      Path path,
      FileChannel lock,
      FileChannel file,
      Map<String, NavigableMap<Long, byte[]>> records) {
    this.path = path;
    this.lock = lock;
    this.file = file;
    this.records = records;
    writer.setDaemon(true);
    writer.start();
  }

  /**
   * Opens the file in a folder, which is made for its owner alone when it is not there.
   *
   * @throws StateRefusal when another emulator has it, or it is damaged
   * @throws IOException when it cannot be read or written
   */
  static StateFile open(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      Files.createDirectories(folder);
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }
    FileChannel lock = channel(folder.resolve("lock"));
    try {
      if (!isLocked(lock)) {
        throw new StateRefusal("another emulator uses it; end that one, or choose another folder");
      }
      return open(folder.resolve("account.log"), lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static boolean isLocked(FileChannel lock) throws IOException {
    try {
      return lock.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // One of this JVM has it.
      return false;
    }
  }

  private static FileChannel channel(Path path) throws IOException {
    return FileChannel.open(
        path,
        Set.of(
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE,
            LinkOption.NOFOLLOW_LINKS),
        OWN_FILE);
  }

  private static StateFile open(Path path, FileChannel lock) throws IOException {
    Map<String, NavigableMap<Long, byte[]>> records = new HashMap<>();
    FileChannel file = channel(path);
    try {
      long whole = StateLog.read(file, records);
      if (whole == 0 || whole > 2 * StateLog.size(records) + ROOM) {
        file.close();
        writeAnew(path, records);
        file = channel(path);
      } else {
        file.truncate(whole);
      }
      file.position(file.size());
      return new StateFile(path, lock, file, records);
    } catch (StateLog.DamageException e) {
      file.close();
      throw new StateRefusal(
          path.getFileName()
              + " is damaged: "
              + e.getMessage()
              + "; bring back a copy of it, or remove it to begin anew",
          e);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static void writeAnew(Path path, Map<String, NavigableMap<Long, byte[]>> records)
      throws IOException {
    Path next = path.resolveSibling(path.getFileName() + ".new");
    Files.deleteIfExists(next);
    try (FileChannel file = channel(next);
        OutputStream out = new BufferedOutputStream(Channels.newOutputStream(file))) {
      out.write(StateLog.magic());
      for (Map.Entry<String, NavigableMap<Long, byte[]>> map : records.entrySet()) {
        for (Map.Entry<Long, byte[]> one : map.getValue().entrySet()) {
          out.write(
              StateLog.entry(
                  List.of(
                      new StateLog.Change(
                          map.getKey(), one.getKey(), Optional.of(one.getValue())))));
        }
      }
      out.flush();
      file.force(true);
    }
    Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
  }

  /** The records that a map had when the file was opened, by their numbers; once. */
  NavigableMap<Long, byte[]> take(String map) {
    return Optional.ofNullable(records.remove(map)).orElseGet(TreeMap::new);
  }

  /** Takes changes that are to be written together, behind all that were taken before. */
  void hand(List<StateLog.Change> changes) {
    byte[] entry = StateLog.entry(changes);
    synchronized (this) {
      pending.add(entry);
      handed++;
      notifyAll();
    }
  }

  /**
   * Waits until all that was handed over is written.
   *
   * @throws BatchError 500 when it cannot be
   */
  synchronized void await() throws InterruptedException {
    long mine = handed;
    while (written < mine && failure == null) {
      wait();
    }
    if (failure != null) {
      throw new BatchError(
          500, "InternalError", "The state cannot be written to " + path + ": " + failure);
    }
  }

  private record Batch(List<byte[]> entries, long number) {}

  private void write() {
    long lastForce = System.nanoTime();
    boolean unforced = false;
    try (lock;
        file) {
      for (Optional<Batch> batch = next(false); batch.isPresent(); batch = next(unforced)) {
        for (byte[] entry : batch.get().entries()) {
          writeAll(ByteBuffer.wrap(entry));
          unforced = true;
        }
        written(batch.get().number());
        if (unforced && System.nanoTime() - lastForce >= BETWEEN_FORCES.toNanos()) {
          file.force(false);
          lastForce = System.nanoTime();
          unforced = false;
        }
      }
      file.force(true);
    } catch (IOException e) {
      LOG.error("The state of the emulator can no longer be written to {}", path, e);
      failed(e);
    }
  }

  private void writeAll(ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      file.write(bytes);
    }
  }

  /**
   * What is to be written; empty at the end.
   *
   * @param soon gives nothing to write when nothing comes for some time
   */
  private synchronized Optional<Batch> next(boolean soon) {
    long until = System.nanoTime() + BETWEEN_FORCES.toNanos();
    while (pending.isEmpty() && !closed && !(soon && System.nanoTime() >= until)) {
      try {
        wait(soon ? BETWEEN_FORCES.toMillis() : 0);
      } catch (InterruptedException e) {
        throw new IllegalStateException("Nobody else knows this thread", e);
      }
    }
    if (pending.isEmpty() && closed) {
      return Optional.empty();
    }
    Batch batch = new Batch(pending, handed);
    pending = new ArrayList<>();
    return Optional.of(batch);
  }

  private synchronized void written(long upTo) {
    written = upTo;
    notifyAll();
  }

  private synchronized void failed(IOException e) {
    failure = e;
    notifyAll();
  }

  /** Writes what was handed over, and lets others have the file. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
