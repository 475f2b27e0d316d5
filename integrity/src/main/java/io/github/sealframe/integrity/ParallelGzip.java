package io.github.sealframe.integrity;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Writes gzip on all processors: the input is cut into blocks of a fixed size, and each becomes a
 * gzip member without name and time. Members that follow one another are one gzip file (RFC 1952,
 * 2.2), and the bytes do not depend on the number of processors.
 *
 * <p>Level 1: sealing is bound by this, and nodes are near their storage. Closing writes the rest;
 * the stream below is left open. Not thread-safe.
 */
final class ParallelGzip extends OutputStream {
  private static final int BLOCK = 1 << 20;

  /** Deflate, no flags, no time, fastest, unknown system. */
  private static final byte[] MEMBER_HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 4, (byte) 0xff};

  private final OutputStream out;
  private final int ahead = 2 * Runtime.getRuntime().availableProcessors();
  private final ExecutorService workers =
      Executors.newFixedThreadPool(
          Runtime.getRuntime().availableProcessors(), ParallelGzip::worker);
  private final Deque<CompletableFuture<byte[]>> members = new ArrayDeque<>();
  private byte[] block = new byte[BLOCK];
  private int filled;
  private boolean closed;

  ParallelGzip(OutputStream out) {
    this.out = out;
  }

  private static Thread worker(Runnable work) {
    Thread thread = new Thread(work, "sealframe-gzip");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int done = 0;
    while (done < length) {
      int count = Math.min(length - done, BLOCK - filled);
      System.arraycopy(bytes, offset + done, block, filled, count);
      filled += count;
      done += count;
      if (filled == BLOCK) {
        submit();
      }
    }
  }

  private void submit() throws IOException {
    byte[] full = block;
    int length = filled;
    members.addLast(CompletableFuture.supplyAsync(() -> member(full, length), workers));
    block = new byte[BLOCK];
    filled = 0;
    if (members.size() > ahead) {
      out.write(members.removeFirst().join());
    }
  }

  private static byte[] member(byte[] bytes, int length) {
    Deflater deflater = new Deflater(1, true);
    try {
      deflater.setInput(bytes, 0, length);
      deflater.finish();
      ByteArrayOutputStream member = new ByteArrayOutputStream(length / 2 + 64);
      member.writeBytes(MEMBER_HEADER);
      byte[] buffer = new byte[1 << 16];
      while (!deflater.finished()) {
        member.write(buffer, 0, deflater.deflate(buffer));
      }
      CRC32 crc = new CRC32();
      crc.update(bytes, 0, length);
      ByteBuffer trailer = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
      member.writeBytes(trailer.putInt((int) crc.getValue()).putInt(length).array());
      return member.toByteArray();
    } finally {
      deflater.end();
    }
  }

  /** Ends the gzip, or, after a failure, at least the threads. */
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      if (filled > 0) {
        submit();
      }
      while (!members.isEmpty()) {
        out.write(members.removeFirst().join());
      }
      out.flush();
    } finally {
      workers.shutdownNow();
    }
  }
}
