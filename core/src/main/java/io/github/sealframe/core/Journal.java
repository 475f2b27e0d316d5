package io.github.sealframe.core;

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
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * An append-only file of JSON Lines that tells what one machine did for one production. Each line
 * holds the SHA-256 of the one before it ({@link JournalLine}): whoever changes, removes or inserts
 * a line has to write all that follow anew. {@link ProductionJournal} sends the lines to the
 * production's own journal.
 *
 * <p>The first line, of the kind {@code journal}, names the production and the machine, by 16
 * random hexadecimal digits that were drawn for this file. A line {@code journal-sent} tells how
 * far the production's journal had come when all lines before it were in it.
 *
 * <p>Several threads and processes may write one journal: each takes an exclusive lock on the file
 * for one line, and reads first what others wrote. When {@link #append} returns, the operating
 * system has the line, and no crash of this process loses it; it is forced to the disk before it is
 * sent. What a crash left of a line was never told as written, so the next writer cuts it off, and
 * says so in a line of the kind {@code torn}.
 */
public final class Journal implements Closeable {
  /** Kind of the first line. */
  static final String FIRST = "journal";

  /** Kind of a line that tells what was sent. */
  static final String SENT = "journal-sent";

  static final String MACHINE = "machine";
  static final String PRODUCTION = "production";

  /** Every byte is a character of its own: what is not ASCII cannot be overlooked. */
  static final Charset BYTES = StandardCharsets.ISO_8859_1;

  private static final String NEXT =
      "keep the file as evidence, find out who changed it, and move it away to go on";
  private static final String VERSION = "1";
  private static final String WITHHELD = "withheld";
  private static final int MACHINE_BYTES = 8;

  /** One JVM may not lock a file twice at once, whatever its threads do. */
  private static final Object JVM = new Object();

  private final Path file;
  private final ProductionCode production;
  private final DenyList words;
  private final Clock clock;
  private final FileChannel channel;
  private final Reading reading;

  private Journal(
      Path file, ProductionCode production, DenyList words, Clock clock, FileChannel channel) {
    this.file = file;
    this.production = production;
    this.words = words;
    this.clock = clock;
    this.channel = channel;
    this.reading = new Reading(file, List.of());
  }

  /**
   * Opens a journal, or begins one, with its folder.
   *
   * @param words may not leave this machine: a value in which one stands is {@code withheld}
   * @param random draws the machine's name for a new one
   * @throws JournalRefusal when what is there is not a journal of that production to its last whole
   *     line
   */
  public static Journal open(
      Path file, ProductionCode production, DenyList words, Clock clock, SecureRandom random)
      throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    FileChannel channel =
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    Journal journal = new Journal(file, production, words, clock, channel);
    try {
      journal.begin(random);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
    return journal;
  }

  private void begin(SecureRandom random) throws IOException {
    synchronized (JVM) {
      FileLock lock = channel.lock();
      try {
        byte[] torn = reading.on(channel);
        if (reading.chain.head().lines() == 0) {
          byte[] machine = new byte[MACHINE_BYTES];
          random.nextBytes(machine);
          Map<String, String> fields = new LinkedHashMap<>();
          fields.put("version", VERSION);
          fields.put(PRODUCTION, production.value());
          fields.put(MACHINE, HexFormat.of().formatHex(machine));
          channel.truncate(0);
          write(FIRST, fields);
        }
        cutOff(torn);
      } finally {
        lock.release();
      }
    }
    if (!reading.first.field(PRODUCTION).equals(production.value())) {
      throw new JournalRefusal(
          file.toString(),
          1,
          "line 1: it is the journal of another production",
          "move it away to go on");
    }
  }

  /** The machine's name: 16 hexadecimal digits that tell nothing else of it. */
  public String machine() {
    return reading.first.field(MACHINE);
  }

  /** Whose it is. */
  ProductionCode production() {
    return production;
  }

  Path file() {
    return file;
  }

  /**
   * Writes a line.
   *
   * @param kind what happened: small letters, digits and hyphens
   * @param fields more of it, with names of that form; written in the map's order
   * @throws JournalRefusal when the file was changed meanwhile
   */
  public void append(String kind, Map<String, String> fields) throws IOException {
    Map<String, String> kept = new LinkedHashMap<>(fields);
    kept.replaceAll((name, value) -> words.isIn(value) ? WITHHELD : value);
    locked(() -> write(kind, kept));
  }

  /**
   * Reads what other processes wrote, and waits until all of it is on the disk.
   *
   * @return where the lines end
   */
  Position settle() throws IOException {
    locked(() -> channel.force(true));
    return position();
  }

  /** How far this process has read or written. */
  Position position() {
    synchronized (JVM) {
      return new Position(reading.chain.head(), reading.end);
    }
  }

  /** How far the production's journal had come when lines of this one were last sent to it. */
  Optional<JournalHead> sent() {
    synchronized (JVM) {
      return reading.sent.isEmpty()
          ? Optional.empty()
          : Optional.of(reading.sent.get(reading.sent.size() - 1));
    }
  }

  /**
   * A place between two lines.
   *
   * @param head of the lines before it
   * @param end bytes before it
   */
  record Position(JournalHead head, long end) {
    /** Before the first line. */
    static final Position START = new Position(JournalHead.NONE, 0);
  }

  /**
   * Finds the place after the lines that the production's journal has of this one.
   *
   * @throws JournalRefusal when there are fewer, or the last of them is another one
   */
  Position find(JournalHead head) throws IOException {
    Position from = receiptBefore(head.lines());
    long end = from.end();
    Sha256 digest = from.head().digest();
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(end);
      JournalLines lines = new JournalLines(in, JournalLine.MAX_BYTES);
      for (long number = from.head().lines() + 1; number <= head.lines(); number++) {
        Optional<byte[]> line = lines.next();
        if (line.isEmpty()) {
          throw other(number, "it is not there, and the production's journal has it");
        }
        digest = number == head.lines() ? Sha256.of(line.get()) : digest;
        end += line.get().length + 1;
      }
    }
    if (!digest.equals(head.digest())) {
      throw other(head.lines(), "it is not the one that the production's journal has");
    }
    return new Position(head, end);
  }

  private Position receiptBefore(long lines) {
    synchronized (JVM) {
      Map.Entry<Long, Position> receipt = reading.receipts.floorEntry(lines);
      return receipt == null ? Position.START : receipt.getValue();
    }
  }

  private JournalRefusal other(long line, String why) {
    return new JournalRefusal(file.toString(), line, "line " + line + ": " + why, NEXT);
  }

  /** The bytes between two places, {@code max} at most, to be cut into lines. */
  byte[] bytes(long from, long to, int max) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(max, to - from));
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, from + buffer.position()) < 0) {
        throw other(reading.chain.head().lines(), "it was there, and is not any more");
      }
    }
    return buffer.array();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }

  private interface Step {
    void run() throws IOException;
  }

  private void locked(Step step) throws IOException {
    synchronized (JVM) {
      FileLock lock = channel.lock();
      try {
        cutOff(reading.on(channel));
        step.run();
      } finally {
        lock.release();
      }
    }
  }

  private void write(String kind, Map<String, String> fields) throws IOException {
    JournalHead head = reading.chain.head();
    JournalLine line =
        new JournalLine(head.lines() + 1, clock.instant(), head.digest(), kind, fields);
    byte[] bytes = line.bytes();
    ByteBuffer buffer = ByteBuffer.allocate(bytes.length + 1).put(bytes).put((byte) '\n').flip();
    long at = reading.end;
    while (buffer.hasRemaining()) {
      at += channel.write(buffer, at);
    }
    reading.follow(bytes);
  }

  private void cutOff(byte[] torn) throws IOException {
    if (torn.length > 0) {
      channel.truncate(reading.end);
      Map<String, String> fields = new LinkedHashMap<>();
      fields.put("bytes", Integer.toString(torn.length));
      fields.put("sha256", Sha256.of(torn).hex());
      write("torn", fields);
    }
  }

  /**
   * What was found in a journal that is whole.
   *
   * @param head of its lines
   * @param production whose it is
   * @param machine the machine's name
   * @param sent how far the production's journal had come, each time that lines were sent
   */
  public record Proved(
      JournalHead head, ProductionCode production, String machine, List<JournalHead> sent) {}

  /**
   * Proves a journal.
   *
   * @param heads what was noted down of it
   * @throws JournalRefusal naming the first line that is wrong; a last line that was cut off is
   */
  public static Proved verify(Path file, Collection<JournalHead> heads) throws IOException {
    Reading reading = new Reading(file, heads);
    synchronized (JVM) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        channel.lock(0, Long.MAX_VALUE, true); // Ends with the channel.
        if (reading.on(channel).length > 0) {
          throw reading.refused("it was cut off");
        }
      }
    }
    reading.chain.end(file.toString());
    if (reading.first == null) {
      throw reading.refused("it is not there");
    }
    return new Proved(
        reading.chain.head(),
        new ProductionCode(reading.first.field(PRODUCTION)),
        reading.first.field(MACHINE),
        List.copyOf(reading.sent));
  }

  /** What was read of a file so far. */
  private static final class Reading {
    private final Path file;
    private final JournalChain chain = new JournalChain(JournalHead.NONE, NEXT);
    private final List<JournalHead> sent = new ArrayList<>();

    /** Where lines of the kind {@link #SENT} begin, by how many lines stand before them. */
    private final TreeMap<Long, Position> receipts = new TreeMap<>();

    private JournalLine first;
    private long end;

    Reading(Path file, Collection<JournalHead> heads) {
      this.file = file;
      chain.expect(heads, file.toString());
    }

    /**
     * Reads on.
     *
     * @return what stands after the last whole line
     */
    byte[] on(FileChannel channel) throws IOException {
      if (channel.size() < end) {
        throw new JournalRefusal(
            file.toString(),
            chain.head().lines(),
            "line " + chain.head().lines() + ": it was there, and is not any more",
            NEXT);
      }
      if (channel.size() == end) {
        return new byte[0];
      }
      channel.position(end);
      JournalLines lines =
          new JournalLines(Channels.newInputStream(channel), JournalLine.MAX_BYTES);
      try {
        for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
          follow(line.get());
        }
      } catch (IllegalArgumentException e) {
        throw refused(e.getMessage());
      }
      chain.pause();
      return lines.rest();
    }

    private void follow(byte[] bytes) {
      JournalLine line = JournalLine.parse(new String(bytes, BYTES));
      JournalLine begun = first == null ? first(line) : first;
      Optional<JournalHead> head =
          Optional.of(line)
              .filter(any -> any.kind().equals(SENT))
              .map(any -> JournalHead.parse(any.field("head")));
      Position before = new Position(chain.head(), end);
      chain.follow(place(), bytes, line.number(), line.before());
      first = begun;
      if (head.isPresent()) {
        sent.add(head.get());
        receipts.put(before.head().lines(), before);
      }
      end += bytes.length + 1;
    }

    private static JournalLine first(JournalLine line) {
      if (!line.kind().equals(FIRST) || !line.field("version").equals(VERSION)) {
        throw new IllegalArgumentException("it does not begin a journal of this version");
      }
      new ProductionCode(line.field(PRODUCTION)); // Throws when it is none.
      return line;
    }

    private JournalChain.Place place() {
      return new JournalChain.Place(file.toString(), chain.head().lines() + 1);
    }

    JournalRefusal refused(String why) {
      return chain.refused(place(), why);
    }
  }
}
