package io.github.sealframe.integrity;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Reads a channel on a thread of its own, some blocks ahead of who digests them: a large file has
 * one digest, which one processor makes, and copying from the system would take a fifth of its
 * time. Closing ends the thread; the channel is left open. For one thread.
 */
final class ReadAhead implements SourceFile.Blocks, AutoCloseable {
  private static final int BLOCK = 1 << 18;
  private static final int AHEAD = 8;

  private final ReadableByteChannel channel;
  private final ExecutorService reader = Executors.newSingleThreadExecutor(ReadAhead::thread);
  private final Deque<Future<ByteBuffer>> blocks = new ArrayDeque<>(AHEAD);
  private ByteBuffer used;

  ReadAhead(ReadableByteChannel channel) {
    this.channel = channel;
    for (int i = 0; i < AHEAD; i++) {
      read(ByteBuffer.allocate(BLOCK));
    }
  }

  private void read(ByteBuffer block) {
    blocks.addLast(reader.submit(() -> SourceFile.fill(block, channel)));
  }

  @Override
  public ByteBuffer next() throws IOException {
    if (used != null) {
      read(used);
    }
    try {
      used = blocks.removeFirst().get();
      return used;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IOException("a file could not be read", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a file was read");
    }
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "sealframe-read");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void close() {
    reader.shutdownNow();
  }
}
