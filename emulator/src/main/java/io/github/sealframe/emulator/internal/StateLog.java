package io.github.sealframe.emulator.internal;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * How a file of state is written and read: one entry behind the other, each with changes that hold
 * together.
 *
 * <p>An entry is the length of its changes, a checksum of that length, a checksum of the changes,
 * and the changes. What a process that was killed did not finish writing lacks its end, and nothing
 * else can: anything else that is not as it was written is damage.
 */
final class StateLog {

  /** Begins each file; its last letter is the format's version. */
  private static final byte[] MAGIC = {'S', 'F', 'S', 'T', 'A', 'T', 'E', '1'};

  private static final int HEAD = 3 * Integer.BYTES;
  private static final int REMOVED = -1;
  private static final int BUFFER = 1 << 20;

  /**
   * One record of a map, that is new, another or removed.
   *
   * @param number not negative; {@link #ALL} for a removal of the whole map
   * @param value empty removes it
   */
  record Change(String map, long number, Optional<byte[]> value) {

    static final long ALL = -1;

    static Change removalOf(String map) {
      return new Change(map, ALL, Optional.empty());
    }
  }

  /** A file is not as it was written. */
  static final class DamageException extends IOException {
    private static final long serialVersionUID = 1;

    DamageException(String message) {
      super(message);
    }
  }

  private StateLog() {}

  static byte[] magic() {
    return MAGIC.clone();
  }

  /** The bytes of an entry. */
  static byte[] entry(List<Change> changes) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(body)) {
      for (Change change : changes) {
        out.writeUTF(change.map());
        out.writeLong(change.number());
        byte[] value = change.value().orElse(null);
        out.writeInt(value == null ? REMOVED : value.length);
        if (value != null) {
          out.write(value);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Nothing is written but memory", e);
    }
    ByteBuffer entry = ByteBuffer.allocate(HEAD + body.size());
    entry.putInt(body.size()).putInt(checksum(entry.array(), Integer.BYTES));
    return entry.putInt(checksum(body.toByteArray(), body.size())).put(body.toByteArray()).array();
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, length);
    return (int) sum.getValue();
  }

  /**
   * Reads a file from its beginning.
   *
   * @param maps gets all records
   * @return how much of the file is whole; what is behind that was not finished
   * @throws DamageException when something is not as it was written
   */
  static long read(FileChannel file, Map<String, NavigableMap<Long, byte[]>> maps)
      throws IOException {
    long size = file.size();
    file.position(0);
    DataInputStream in =
        new DataInputStream(new BufferedInputStream(Channels.newInputStream(file), BUFFER));
    if (size < MAGIC.length) {
      return 0;
    }
    if (!Arrays.equals(in.readNBytes(MAGIC.length), MAGIC)) {
      throw new DamageException("it does not begin as a file of this version does");
    }
    long whole = MAGIC.length;
    while (size - whole >= HEAD) {
      byte[] head = in.readNBytes(HEAD);
      ByteBuffer fields = ByteBuffer.wrap(head);
      int length = fields.getInt();
      if (fields.getInt() != checksum(head, Integer.BYTES)) {
        throw new DamageException("the entry at byte " + whole + " is another");
      }
      if (length > size - whole - HEAD) {
        break;
      }
      byte[] body = in.readNBytes(length);
      if (fields.getInt() != checksum(body, length)) {
        throw new DamageException("the entry at byte " + whole + " is another");
      }
      apply(body, maps);
      whole += HEAD + length;
    }
    return whole;
  }

  private static void apply(byte[] body, Map<String, NavigableMap<Long, byte[]>> maps)
      throws IOException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(body));
    while (in.available() > 0) {
      String map = in.readUTF();
      long number = in.readLong();
      int length = in.readInt();
      if (number == Change.ALL) {
        maps.remove(map);
      } else if (length == REMOVED) {
        maps.getOrDefault(map, new TreeMap<>()).remove(number);
      } else {
        maps.computeIfAbsent(map, unused -> new TreeMap<>()).put(number, in.readNBytes(length));
      }
    }
  }

  /** What a file would be that holds nothing but these records. */
  static long size(Map<String, NavigableMap<Long, byte[]>> maps) {
    return maps.values().stream()
        .flatMap(map -> map.values().stream())
        .mapToLong(value -> HEAD + value.length)
        .sum();
  }
}
