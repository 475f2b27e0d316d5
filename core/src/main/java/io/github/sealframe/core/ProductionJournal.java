package io.github.sealframe.core;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The journal of a production, in its control container: the lines of all machines, in one chain.
 * It is a row of blobs, each written once and never again, so that several machines can write it
 * and a policy can keep it from change. {@code docs/journal.md} is its description for others.
 *
 * <p>Lines are on this machine's disk before they are sent. The container itself tells how far a
 * machine's lines have come: whoever sends goes on there, whatever became of the one before.
 * Thread-safe, as several processes and machines are to each other.
 */
public final class ProductionJournal implements Closeable {
  /** Bytes of a segment at most, unless one line takes more. */
  static final int SEGMENT_BYTES = 4 << 20;

  /** What to do when a line of it is wrong. */
  static final String NEXT = "keep all of it as evidence, and find out who changed it";

  private static final Duration LONGEST = Duration.ofMinutes(1);
  private static final long MANY = 5_000;

  private final Journal local;
  private final BlobStore blobs;
  private final Clock clock;
  private Journal.Position sent = Journal.Position.START;
  private Optional<Known> known = Optional.empty();
  private Instant tried;
  private long triedLines;
  private long receipt;

  /**
   * @param local this machine's lines; closed with this
   * @param blobs the production's containers
   * @param clock tells when lines have waited long enough
   */
  public ProductionJournal(Journal local, BlobStore blobs, Clock clock) {
    this.local = local;
    this.blobs = blobs;
    this.clock = clock;
    this.tried = clock.instant();
    this.triedLines = local.position().head().lines();
  }

  /** What is known of the container: it may have gone on since. */
  private record Known(long segment, JournalHead head, SortedMap<String, JournalHead> machines) {}

  /**
   * Writes a line on this machine, as {@link Journal#append} does; it is sent later.
   *
   * @throws JournalRefusal when the file was changed meanwhile
   */
  public void append(String kind, Map<String, String> fields) throws IOException {
    local.append(kind, fields);
  }

  /** How far the journal had come when this last looked or sent; empty when it did neither. */
  public synchronized Optional<JournalHead> head() {
    return known.map(Known::head);
  }

  /** Sends nothing. */
  @Override
  public void close() throws IOException {
    local.close();
  }

  /**
   * Sends every line of this machine that is not in the production's journal yet.
   *
   * @return how far the journal has come; to be kept elsewhere
   * @throws RemoteRefusal when storage refuses or is away; the lines stay, and are sent later
   * @throws JournalRefusal when lines that were there before are there no more, here or there
   */
  public synchronized JournalHead send() throws IOException {
    tried = clock.instant();
    triedLines = local.position().head().lines();
    Journal.Position end = local.settle();
    if (known.isEmpty()) {
      look();
    }
    boolean any = false;
    while (isLeft(end)) {
      any |= sendSegment(end);
    }
    JournalHead head = known.orElseThrow().head();
    if (any) {
      local.append(Journal.SENT, Map.of("head", head.toString()));
      receipt = end.head().lines() + 1;
    }
    return head;
  }

  /**
   * Sends what there is, or leaves it for later when storage is away.
   *
   * @return how far the journal has come; empty when it could not be sent
   * @throws JournalRefusal as {@link #send} does
   */
  public synchronized Optional<JournalHead> trySend() throws IOException {
    try {
      return Optional.of(send());
    } catch (RemoteRefusal e) {
      return Optional.empty(); // The lines stay on this machine, and are sent later.
    }
  }

  /** Tries to send when {@value #MANY} lines wait, or some have waited for a minute. */
  public synchronized void sendWhenDue() throws IOException {
    boolean due =
        local.position().head().lines() - triedLines >= MANY
            || !clock.instant().isBefore(tried.plus(LONGEST));
    if (due) {
      trySend();
    }
  }

  /** A receipt of its own is left for the next time: sending it would make another one. */
  private boolean isLeft(Journal.Position end) {
    long last = end.head().lines();
    return sent.head().lines() < (last == receipt ? last - 1 : last);
  }

  /** Reads the last segment, and finds where this machine's lines go on. */
  private void look() throws IOException {
    SortedMap<Long, JournalSegments.Segment> segments = JournalSegments.in(blobs).list();
    SegmentChain chain = new SegmentChain(local.sent().stream().toList());
    if (!segments.isEmpty()) {
      long last = segments.lastKey();
      if (segments.size() != last) {
        throw new JournalRefusal(
            ContainerRole.CONTROL.label() + "/" + JournalSegments.FOLDER,
            1,
            (last - segments.size()) + " of its first " + last + " segments are not there",
            NEXT);
      }
      chain.begin(last, segments.get(last));
      refuseOther(chain, segments.get(last).place());
    }
    chain.end();
    JournalHead own = chain.machines().getOrDefault(local.machine(), JournalHead.NONE);
    sent = local.find(own);
    known = Optional.of(new Known(chain.segments(), chain.head(), chain.machines()));
  }

  private void refuseOther(SegmentChain chain, String place) {
    if (!chain.production().equals(Optional.of(local.production()))) {
      throw new JournalRefusal(place, 1, "line 1: it is of another production", NEXT);
    }
  }

  /**
   * Writes the next segment.
   *
   * @return false when somebody else wrote it first
   */
  private boolean sendSegment(Journal.Position end) throws IOException {
    Known before = known.orElseThrow();
    ByteArrayOutputStream segment = new ByteArrayOutputStream();
    byte[] header =
        new SegmentHeader(
                before.head().lines() + 1,
                before.head().digest(),
                before.segment() + 1,
                local.production(),
                before.machines())
            .bytes();
    JournalHead head = add(segment, before.head(), header);
    Journal.Position to = sent;
    JournalLines lines =
        new JournalLines(
            new ByteArrayInputStream(local.bytes(sent.end(), end.end(), SEGMENT_BYTES)),
            JournalLine.MAX_BYTES);
    for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
      byte[] entry =
          new SegmentLine(
                  head.lines() + 1,
                  head.digest(),
                  local.machine(),
                  new String(line.get(), Journal.BYTES))
              .bytes();
      if (to.end() > sent.end() && segment.size() + entry.length >= SEGMENT_BYTES) {
        break;
      }
      head = add(segment, head, entry);
      to =
          new Journal.Position(
              new JournalHead(to.head().lines() + 1, Sha256.of(line.get())),
              to.end() + line.get().length + 1);
    }
    BlobRef place =
        new BlobRef(
            ContainerRole.CONTROL,
            JournalSegments.FOLDER + JournalSegments.name(before.segment() + 1));
    if (!blobs.putIfAbsent(place, Content.of(segment.toByteArray()))) {
      look(); // Another machine's, or this one's, when its answer was lost.
      return false;
    }
    SortedMap<String, JournalHead> machines = new TreeMap<>(before.machines());
    machines.put(local.machine(), to.head());
    known = Optional.of(new Known(before.segment() + 1, head, machines));
    sent = to;
    return true;
  }

  private static JournalHead add(ByteArrayOutputStream segment, JournalHead head, byte[] line) {
    segment.writeBytes(line);
    segment.write('\n');
    return new JournalHead(head.lines() + 1, Sha256.of(line));
  }

  /**
   * What was found in a production's journal that is whole.
   *
   * @param head of its lines
   * @param segments how many there are
   * @param production whose it is; empty when there is no segment
   * @param machines by name, how far each machine's lines have come
   */
  public record Proved(
      JournalHead head,
      long segments,
      Optional<ProductionCode> production,
      Map<String, JournalHead> machines) {
    /** Copies the map. */
    public Proved {
      machines = new LinkedHashMap<>(machines);
    }
  }

  /**
   * Proves a production's journal: every segment is read.
   *
   * @param heads what was noted down of it
   * @throws JournalRefusal naming the first line that is wrong or missing
   */
  public static Proved verify(JournalSegments segments, Collection<JournalHead> heads)
      throws IOException {
    SegmentChain chain = new SegmentChain(heads);
    for (JournalSegments.Segment segment : segments.list().values()) {
      chain.follow(segment);
    }
    chain.end();
    return new Proved(chain.head(), chain.segments(), chain.production(), chain.machines());
  }
}
