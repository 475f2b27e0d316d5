package io.github.sealframe.integrity;

import io.github.sealframe.integrity.TreeRefusal.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads a tar as POSIX (ustar and pax) and GNU write it, for one archive. Stricter than the reader
 * of commons-compress, which mends names before anybody can refuse them, and takes an archive that
 * was cut between two entries for a whole one.
 */
final class TarReader {
  static final int BLOCK = 512;

  /** The longest path takes 1,024 bytes; other headers hold times and the like. */
  private static final int MAX_EXTENSION = 1 << 20;

  private final ArchiveFile archive;
  private final InputStream in;
  private final byte[] header = new byte[BLOCK];

  private Optional<String> longName = Optional.empty();
  private Optional<String> longTarget = Optional.empty();
  private Map<String, String> pax = Map.of();

  TarReader(ArchiveFile archive, InputStream in) {
    this.archive = archive;
    this.in = in;
  }

  /** Whether {@code block} has the checksum that the header of an entry has. */
  static boolean isHeader(byte[] block) {
    if (block.length != BLOCK) {
      return false;
    }
    long sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : block[i] & 0xff;
    }
    return block[0] != 0 && number(block, 148, 8) == sum;
  }

  void readInto(ArchiveContents contents) throws IOException {
    readBlock();
    if (!isHeader(header)) {
      throw archive.broken("", "what is compressed in it is no tar");
    }
    for (; !isZero(header); readBlock()) {
      if (!isHeader(header)) {
        throw archive.broken("", "a header in it is damaged");
      }
      contents.count();
      readEntry(contents);
    }
    readEnd();
  }

  private void readEntry(ArchiveContents contents) throws IOException {
    char type = (char) (header[156] & 0xff);
    long size = number(header, 124, 12);
    switch (type) {
      case 'L' -> longName = Optional.of(terminated(extension(size)));
      case 'K' -> longTarget = Optional.of(terminated(extension(size)));
      case 'x' -> pax = records(extension(size));
      case 'g' -> refuseGlobal(records(extension(size)));
      default -> {
        String paxSize = pax.get("size");
        readMember(contents, type, paxSize == null ? size : decimal(paxSize));
        longName = Optional.empty();
        longTarget = Optional.empty();
        pax = Map.of();
      }
    }
  }

  private void readMember(ArchiveContents contents, char type, long size) throws IOException {
    String name = Optional.ofNullable(pax.get("path")).or(() -> longName).orElseGet(this::name);
    if (size < 0) {
      throw archive.broken(name, "its size in the archive is no number");
    }
    if (pax.keySet().stream().anyMatch(key -> key.startsWith("GNU.sparse"))) {
      throw special(name, "a file with holes");
    }
    boolean file = type == '0' || type == 0;
    if (file && !name.endsWith("/")) {
      boolean executable = (number(header, 100, 8) & 0100) != 0;
      var data = new Data(name, size);
      contents.file(name, executable, data);
      data.end();
      return;
    }
    if (size != 0) {
      throw type == 'S'
          ? special(name, "a file with holes")
          : archive.broken(name, "only files can have bytes in an archive");
    }
    switch (type) {
      case '0', 0, '5' -> contents.folder(name);
      case '1' -> contents.hardLink(name, target());
      case '2' -> contents.link(name, target());
      case '3', '4' -> throw special(name, "a device");
      case '6' -> throw special(name, "a pipe");
      case 'S' -> throw special(name, "a file with holes");
      default -> throw special(name, "of a type that is not known");
    }
  }

  private TreeRefusal special(String name, String what) {
    return archive.refuse(Kind.SPECIAL, name, "it is " + what, "leave it out of the archive");
  }

  private String name() {
    String name = text(header, 0, 100);
    boolean posix = header[262] == 0;
    String prefix = isUstar() && posix ? text(header, 345, 155) : "";
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private boolean isUstar() {
    return new String(header, 257, 5, StandardCharsets.ISO_8859_1).equals("ustar");
  }

  private String target() {
    return Optional.ofNullable(pax.get("linkpath"))
        .or(() -> longTarget)
        .orElseGet(() -> text(header, 157, 100));
  }

  /** Names for all entries that follow would make each of them the same file. */
  private void refuseGlobal(Map<String, String> records) {
    for (String key : records.keySet()) {
      if (key.equals("path")
          || key.equals("linkpath")
          || key.equals("size")
          || key.startsWith("GNU.sparse")) {
        throw archive.broken("", "a header for all entries sets `" + key + "`");
      }
    }
  }

  private byte[] extension(long size) throws IOException {
    if (size < 0 || size > MAX_EXTENSION) {
      throw archive.broken("", "a header in it has " + size + " bytes");
    }
    byte[] bytes = in.readNBytes((int) size);
    if (bytes.length != size) {
      throw cutOff("");
    }
    readPadding(size, "");
    return bytes;
  }

  private String terminated(byte[] bytes) {
    return text(bytes, 0, bytes.length);
  }

  /** The records {@code LENGTH KEY=VALUE} of a pax header. */
  private Map<String, String> records(byte[] bytes) {
    Map<String, String> records = new HashMap<>();
    for (int start = 0; start < bytes.length; ) {
      int space = start;
      while (space < bytes.length && bytes[space] >= '0' && bytes[space] <= '9') {
        space++;
      }
      long length = decimal(new String(bytes, start, space - start, StandardCharsets.US_ASCII));
      int end = (int) Math.min(start + Math.max(length, 0), Integer.MAX_VALUE);
      int equals = space;
      while (equals < bytes.length && bytes[equals] != '=') {
        equals++;
      }
      if (end > bytes.length || equals >= end || bytes[end - 1] != '\n') {
        throw archive.broken("", "a pax header in it is damaged");
      }
      String key = new String(bytes, space + 1, equals - space - 1, StandardCharsets.UTF_8);
      // Other values may be binary, and are of no interest.
      boolean used = key.equals("path") || key.equals("linkpath") || key.equals("size");
      records.put(key, used ? utf8(bytes, equals + 1, end - 1) : "");
      start = end;
    }
    return records;
  }

  private static long decimal(String digits) {
    return digits.matches("[0-9]{1,18}") ? Long.parseLong(digits) : -1;
  }

  private String text(byte[] bytes, int offset, int length) {
    int end = offset;
    while (end < offset + length && bytes[end] != 0) {
      end++;
    }
    return utf8(bytes, offset, end);
  }

  private String utf8(byte[] bytes, int start, int end) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, start, end - start))
          .toString();
    } catch (CharacterCodingException e) {
      String shown = new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
      throw archive.refuse(Kind.NAME, shown, "the name is not UTF-8", "rename it");
    }
  }

  /** An octal number, or one in base 256 as GNU writes large sizes; -1 when it is neither. */
  private static long number(byte[] block, int offset, int length) {
    if ((block[offset] & 0x80) != 0) {
      long value = block[offset] & 0x7f;
      for (int i = offset + 1; i < offset + length; i++) {
        if (value > Long.MAX_VALUE >> 8) {
          return -1;
        }
        value = value << 8 | (block[i] & 0xff);
      }
      return value;
    }
    String digits =
        new String(block, offset, length, StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
    if (digits.isEmpty()) {
      return 0;
    }
    return digits.matches("[0-7]{1,12}") ? Long.parseLong(digits, 8) : -1;
  }

  private void readBlock() throws IOException {
    if (in.readNBytes(header, 0, BLOCK) != BLOCK) {
      throw cutOff("");
    }
  }

  private void readPadding(long size, String name) throws IOException {
    int padding = (int) (-size & (BLOCK - 1));
    if (in.readNBytes(padding).length != padding) {
      throw cutOff(name);
    }
  }

  /** Two blocks of zeros end a tar; more of them may fill it up. */
  private void readEnd() throws IOException {
    readBlock();
    do {
      if (!isZero(header)) {
        throw archive.broken("", "something follows its end");
      }
      Arrays.fill(header, (byte) 0);
    } while (in.readNBytes(header, 0, BLOCK) > 0);
  }

  private static boolean isZero(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  private TreeRefusal cutOff(String name) {
    return archive.broken(name, "the archive is cut off");
  }

  /** The bytes of one file. */
  private final class Data extends InputStream {
    private final String name;
    private final long size;
    private long left;

    Data(String name, long size) {
      this.name = name;
      this.size = size;
      this.left = size;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      if (left == 0) {
        return -1;
      }
      int count = in.read(buffer, offset, (int) Math.min(length, left));
      if (count < 0) {
        throw cutOff(name);
      }
      left -= count;
      return count;
    }

    void end() throws IOException {
      if (left != 0) {
        throw new IllegalStateException("a file was not read to its end");
      }
      readPadding(size, name);
    }
  }
}
