package io.github.sealframe.integrity;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Reads a channel on a thread of its own, some blocks ahead of who digests them: a large file has
 * one digest, which one processor makes, and copying from the system would take a fifth of its
 * time. Closing ends the thread; the channel is left open. For one thread.
 */
final class ReadAhead implements SourceFile.Blocks, AutoCloseable {
  private static final int BLOCK = 1 << 18;
  private static final int AHEAD = 8;

  private final BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(AHEAD);
  private final BlockingQueue<ByteBuffer> filled = new ArrayBlockingQueue<>(AHEAD);
  private final Thread reader;
  private volatile Throwable failure;
  private ByteBuffer used;

  ReadAhead(ReadableByteChannel channel) {
    for (int i = 0; i < AHEAD; i++) {
      free.add(ByteBuffer.allocate(BLOCK));
    }
    reader = new Thread(() -> read(channel), "sealframe-read");
    reader.setDaemon(true);
    reader.start();
  }

  private void read(ReadableByteChannel channel) {
    try {
      boolean more;
      do {
        ByteBuffer block = SourceFile.fill(free.take(), channel);
        more = block.hasRemaining(); // Once it is handed over, it is the other thread's.
        filled.put(block);
      } while (more);
    } catch (Throwable e) {
      failure = e;
    }
  }

  @Override
  public ByteBuffer next() throws IOException {
    if (used != null) {
      free.add(used);
      used = null;
    }
    try {
      while (used == null) {
        // Looked at first: what is put before the end is found after it.
        boolean alive = reader.isAlive();
        used = filled.poll(100, TimeUnit.MILLISECONDS);
        if (used == null && !alive) {
          throw new IOException("a file could not be read to its end", failure);
        }
      }
      return used;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a file was read");
    }
  }

  @Override
  public void close() {
    reader.interrupt();
  }
}
