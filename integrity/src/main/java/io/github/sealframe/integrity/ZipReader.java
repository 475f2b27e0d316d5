package io.github.sealframe.integrity;

import io.github.sealframe.integrity.TreeRefusal.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.zip.UnixStat;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.archivers.zip.ZipMethod;

/** Reads a zip by its central directory. */
final class ZipReader {
  private static final int MAX_TARGET = 4096;
  private static final int LOCAL_HEADER = 30;
  private static final int LOCAL_NAME_LENGTH = 26;
  private static final int END_RECORD = 22;
  private static final int END_SIGNATURE = 0x06054b50;

  private final ArchiveFile archive;
  private final Expansion expansion;

  ZipReader(ArchiveFile archive, Expansion expansion) {
    this.archive = archive;
    this.expansion = expansion;
  }

  void readInto(ArchiveContents contents) throws IOException {
    try (FileChannel channel = FileChannel.open(archive.path());
        ZipFile zip = open(channel)) {
      refuseMoreAfterTheEnd(channel);
      for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
        contents.count();
        refuseUnreadable(entry, channel);
        read(zip, entry, contents);
      }
    }
  }

  private ZipFile open(FileChannel channel) {
    try {
      return ZipFile.builder()
          .setSeekableByteChannel(channel)
          .setCharset(StandardCharsets.UTF_8)
          .get();
    } catch (IOException | RuntimeException e) {
      // It meets bytes that it was not made for with more than IOException.
      throw archive.broken("", e);
    }
  }

  /** Readers differ in which record they take for the end when there is more than one. */
  private void refuseMoreAfterTheEnd(FileChannel channel) throws IOException {
    long size = channel.size();
    ByteBuffer tail = at(channel, Math.max(0, size - END_RECORD - 0xffff), END_RECORD + 0xffff);
    for (int i = tail.limit() - END_RECORD; i >= 0; i--) {
      if (tail.getInt(i) == END_SIGNATURE) {
        int comment = tail.getShort(i + END_RECORD - 2) & 0xffff;
        if (i + END_RECORD + comment != tail.limit()) {
          throw archive.broken("", "something follows its end");
        }
        return;
      }
    }
    throw archive.broken("", "the archive is cut off");
  }

  private void refuseUnreadable(ZipArchiveEntry entry, FileChannel channel) throws IOException {
    String name = entry.getName();
    if (entry.getGeneralPurposeBit().usesEncryption()) {
      throw archive.refuse(
          Kind.ARCHIVE, name, "it is encrypted", "make the archive again without a password");
    }
    ZipMethod method = ZipMethod.getMethodByCode(entry.getMethod());
    if (method != ZipMethod.STORED
        && method != ZipMethod.DEFLATED
        && method != ZipMethod.ENHANCED_DEFLATED) {
      throw archive.refuse(
          Kind.ARCHIVE,
          name,
          "it is compressed by method " + entry.getMethod(),
          "make the archive again with deflate");
    }
    byte[] raw = entry.getRawName();
    // A zip made on Windows may hold it, and then commons-compress has changed it already.
    for (byte b : raw) {
      if (b == '\\') {
        throw archive.refuse(
            Kind.NAME,
            new String(raw, StandardCharsets.UTF_8),
            "the character U+005C is not allowed",
            "make the archive again with a program that writes `/`");
      }
    }
    long local = entry.getLocalHeaderOffset();
    ByteBuffer header = at(channel, local, LOCAL_HEADER);
    int length = header.limit() < LOCAL_HEADER ? 0 : header.getShort(LOCAL_NAME_LENGTH) & 0xffff;
    byte[] found = at(channel, local + LOCAL_HEADER, length).array();
    if (!Arrays.equals(found, raw)) {
      throw archive.broken(name, "another name stands before its bytes than in the directory");
    }
  }

  private static ByteBuffer at(FileChannel channel, long position, int length) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (buffer.hasRemaining() && channel.read(buffer, position + buffer.position()) > 0) {}
    return buffer.flip();
  }

  private void read(ZipFile zip, ZipArchiveEntry entry, ArchiveContents contents)
      throws IOException {
    String name = entry.getName();
    int mode = entry.getPlatform() == ZipArchiveEntry.PLATFORM_UNIX ? entry.getUnixMode() : 0;
    int type = mode & UnixStat.FILE_TYPE_FLAG;
    if (type == UnixStat.LINK_FLAG) {
      try (InputStream data = data(zip, entry)) {
        contents.link(name, target(name, data));
      }
    } else if (name.endsWith("/")) {
      contents.folder(name);
    } else if (type == 0 || type == UnixStat.FILE_FLAG) {
      try (InputStream data = data(zip, entry)) {
        contents.file(name, (mode & 0100) != 0, data);
      }
    } else {
      throw archive.refuse(
          Kind.SPECIAL, name, "it is neither a file nor a folder", "leave it out of the archive");
    }
  }

  private String target(String name, InputStream data) throws IOException {
    byte[] target = data.readNBytes(MAX_TARGET + 1);
    if (target.length > MAX_TARGET) {
      throw archive.broken(name, "it is a link with a target of more than 4096 bytes");
    }
    // At its end only is the checksum compared.
    if (data.read() >= 0) {
      throw archive.broken(name, "it has no end");
    }
    return new String(target, StandardCharsets.UTF_8);
  }

  /** The bytes of an entry; at their end they are compared with their checksum. */
  private InputStream data(ZipFile zip, ZipArchiveEntry entry) {
    String name = entry.getName();
    InputStream raw;
    try {
      raw = zip.getInputStream(entry);
    } catch (IOException | RuntimeException e) {
      throw archive.broken(name, e);
    }
    return new CheckedInputStream(expansion.of(raw, name), new CRC32()) {
      @Override
      public int read() throws IOException {
        return checked(super.read());
      }

      @Override
      public int read(byte[] buffer, int offset, int length) throws IOException {
        return length == 0 ? 0 : checked(super.read(buffer, offset, length));
      }

      private int checked(int result) {
        if (result < 0 && getChecksum().getValue() != entry.getCrc()) {
          throw archive.broken(name, "its bytes do not have the checksum that it states");
        }
        return result;
      }
    };
  }
}
