package io.github.sealframe.integrity;

import io.github.sealframe.integrity.TreeRefusal.Kind;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorInputStream;

/**
 * An archive on this machine: a tar, plain or in gzip, xz or zstd, or a zip. Its first bytes say
 * which; its name says nothing.
 *
 * @param path the archive
 */
record ArchiveFile(Path path) {
  /** What {@code xz -9} needs to unpack is 65 MiB; a header can ask for 4 GiB. */
  private static final int XZ_MEMORY_KIB = 128 << 10;

  private static final byte[] GZIP = {0x1f, (byte) 0x8b};
  private static final byte[] XZ = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0};
  private static final byte[] ZSTD = {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd};
  private static final byte[] ZIP = {'P', 'K', 3, 4};

  /**
   * Reads the whole archive into {@code contents}.
   *
   * @throws TreeRefusal when it is none, is not whole, or holds what no package can hold
   */
  void readInto(ArchiveContents contents, ArchiveLimits limits) throws IOException {
    var expansion = new Expansion(this, limits, Files.size(path));
    byte[] start;
    try (InputStream file = Files.newInputStream(path)) {
      start = file.readNBytes(TarReader.BLOCK);
    } catch (AccessDeniedException e) {
      throw SourceFile.unreadable(path, e);
    }
    if (begins(start, ZIP)) {
      new ZipReader(this, expansion).readInto(contents);
      return;
    }
    try (InputStream file = new BufferedInputStream(Files.newInputStream(path), 1 << 16);
        InputStream raw = decompressed(file, start);
        InputStream tar = expansion.of(raw, "")) {
      new TarReader(this, tar).readInto(contents);
    }
  }

  private InputStream decompressed(InputStream file, byte[] start) {
    try {
      if (begins(start, GZIP)) {
        return GzipCompressorInputStream.builder()
            .setInputStream(file)
            .setDecompressConcatenated(true)
            .get();
      }
      if (begins(start, XZ)) {
        return XZCompressorInputStream.builder()
            .setInputStream(file)
            .setDecompressConcatenated(true)
            .setMemoryLimitKiB(XZ_MEMORY_KIB)
            .get();
      }
      if (begins(start, ZSTD)) {
        return new ZstdCompressorInputStream(file);
      }
    } catch (IOException e) {
      throw broken("", e);
    }
    if (!TarReader.isHeader(start)) {
      throw refuse(
          Kind.ARCHIVE,
          "",
          "it is neither a folder nor an archive of a kind that is known",
          "name a folder, a .tar, .tar.gz, .tar.xz, .tar.zst or .zip");
    }
    return file;
  }

  private static boolean begins(byte[] start, byte[] magic) {
    return start.length >= magic.length
        && Arrays.equals(start, 0, magic.length, magic, 0, magic.length);
  }

  /** A refusal of the archive, or of its entry {@code name} when that is not empty. */
  TreeRefusal refuse(Kind kind, String name, String why, String next) {
    return refuse(kind, name, why, next, null);
  }

  /** A refusal because what is there cannot be read as an archive. */
  TreeRefusal broken(String name, String why) {
    return refuse(Kind.ARCHIVE, name, why, "get the archive again");
  }

  /** A refusal because what is there cannot be unpacked. */
  TreeRefusal broken(String name, Exception cause) {
    String reason =
        cause.getMessage() == null ? "" : " (" + Names.printable(cause.getMessage()) + ")";
    return refuse(
        Kind.ARCHIVE,
        name,
        "the archive is damaged or cut off" + reason,
        "get the archive again",
        cause);
  }

  private TreeRefusal refuse(Kind kind, String name, String why, String next, Throwable cause) {
    String place = name.isEmpty() ? path.toString() : path + "!/" + name;
    return new TreeRefusal(kind, Names.printable(place), why, next, cause);
  }
}
