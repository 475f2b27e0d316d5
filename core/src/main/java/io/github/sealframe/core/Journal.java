package io.github.sealframe.core;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An append-only text file that tells what happened, in which each line holds the SHA-256 of the
 * one before it ({@link JournalLine}): whoever changes, removes or inserts a line has to write all
 * that follow anew. Lines cut off the end leave no trace in the file itself.
 *
 * <p>Several threads and processes may write one journal: each takes an exclusive lock on the file
 * for one line, and reads first what others wrote. A line is on the disk when {@link #append}
 * returns. What a crash left of a line was never told as written, so the next writer cuts it off,
 * and says so in a line of the kind {@code torn}.
 */
public final class Journal implements Closeable {
  /** Every byte is a character of its own: what is not ASCII cannot be overlooked. */
  private static final Charset BYTES = StandardCharsets.ISO_8859_1;

  private static final Sha256 NONE = new Sha256("0".repeat(64));

  /** One JVM may not lock a file twice at once, whatever its threads do. */
  private static final Object JVM = new Object();

  private final Path file;
  private final Clock clock;
  private final FileChannel channel;
  private Chain chain = new Chain(0, NONE, 0);

  private Journal(Path file, Clock clock, FileChannel channel) {
    this.file = file;
    this.clock = clock;
    this.channel = channel;
  }

  /**
   * What was read so far.
   *
   * @param lines how many lines
   * @param last digest of the last one
   * @param end where the next one begins
   */
  private record Chain(long lines, Sha256 last, long end) {}

  /**
   * Opens a journal, or begins one, with its folder.
   *
   * @throws JournalRefusal when what is there is not a journal to its last whole line
   */
  public static Journal open(Path file, Clock clock) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    Journal journal = new Journal(file, clock, channel);
    try {
      synchronized (JVM) {
        FileLock lock = channel.lock();
        try {
          journal.catchUp();
        } finally {
          lock.release();
        }
      }
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    return journal;
  }

  /**
   * Writes a line.
   *
   * @param kind what happened: small letters, digits and hyphens
   * @param fields more of it, with names of that form; written in the map's order
   * @throws JournalRefusal when the file was changed meanwhile
   */
  public void append(String kind, Map<String, String> fields) throws IOException {
    synchronized (JVM) {
      FileLock lock = channel.lock();
      try {
        catchUp();
        write(kind, fields);
      } finally {
        lock.release();
      }
    }
  }

  private void write(String kind, Map<String, String> fields) throws IOException {
    long number = chain.lines() + 1;
    String line = JournalLine.write(number, clock.instant(), chain.last(), kind, fields);
    byte[] bytes = line.getBytes(StandardCharsets.US_ASCII);
    ByteBuffer buffer = ByteBuffer.allocate(bytes.length + 1).put(bytes).put((byte) '\n').flip();
    long at = chain.end();
    while (buffer.hasRemaining()) {
      at += channel.write(buffer, at);
    }
    channel.force(true);
    chain = new Chain(number, Sha256.of(bytes), at);
  }

  /** Reads what others wrote since, and cuts off what one of them could not finish. */
  private void catchUp() throws IOException {
    if (channel.size() < chain.end()) {
      throw new JournalRefusal(file, chain.lines(), "it was there, and is not any more");
    }
    channel.position(chain.end());
    Read read = read(file, Channels.newInputStream(channel), chain);
    chain = read.chain();
    if (!read.torn().isEmpty()) {
      channel.truncate(chain.end());
      Map<String, String> fields = new LinkedHashMap<>();
      fields.put("bytes", Integer.toString(read.torn().length()));
      fields.put("sha256", Sha256.of(read.torn().getBytes(BYTES)).hex());
      write("torn", fields);
    }
  }

  /**
   * Proves a journal.
   *
   * @return how many lines it has
   * @throws JournalRefusal naming the first line that is wrong; a last line that was cut off is
   */
  public static long verify(Path file) throws IOException {
    synchronized (JVM) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        channel.lock(0, Long.MAX_VALUE, true); // Ends with the channel.
        Read read = read(file, Channels.newInputStream(channel), new Chain(0, NONE, 0));
        if (!read.torn().isEmpty()) {
          throw new JournalRefusal(file, read.chain().lines() + 1, "it was cut off");
        }
        return read.chain().lines();
      }
    }
  }

  /**
   * What a pass over lines found.
   *
   * @param chain up to the last whole line
   * @param torn what stands after it, a character for each byte
   */
  private record Read(Chain chain, String torn) {}

  private static Read read(Path file, InputStream stream, Chain from) throws IOException {
    InputStream in = new BufferedInputStream(stream, JournalLine.MAX_BYTES);
    Chain chain = from;
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0; b = in.read()) {
      if (b != '\n') {
        line.write(b);
        if (line.size() > JournalLine.MAX_BYTES) {
          throw new JournalRefusal(file, chain.lines() + 1, "it is too long for one");
        }
        continue;
      }
      byte[] bytes = line.toByteArray();
      line.reset();
      long number = chain.lines() + 1;
      try {
        JournalLine.check(new String(bytes, BYTES), number, chain.last());
      } catch (IllegalArgumentException e) {
        throw new JournalRefusal(file, number, e.getMessage());
      }
      chain = new Chain(number, Sha256.of(bytes), chain.end() + bytes.length + 1);
    }
    return new Read(chain, line.toString(BYTES));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
