package io.github.sealframe.integrity;

import io.github.sealframe.integrity.TreeRefusal.Kind;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts what comes out of one archive, and stops it when that is too much. */
final class Expansion {
  private final ArchiveFile archive;
  private final ArchiveLimits limits;
  private final long most;
  private long bytes;

  /**
   * @param size of the archive, in bytes
   */
  Expansion(ArchiveFile archive, ArchiveLimits limits, long size) {
    this.archive = archive;
    this.limits = limits;
    long byRatio =
        size > limits.bytes() / limits.ratio()
            ? limits.bytes()
            : Math.max(limits.free(), size * limits.ratio());
    this.most = Math.min(limits.bytes(), byRatio);
  }

  /**
   * What {@code in} gives, counted. A failure of {@code in} is a refusal of the archive: it shall
   * not look like a failure of this machine's disk.
   *
   * @param name of the entry that is read, empty when it is all of the archive
   */
  InputStream of(InputStream in, String name) {
    return new FilterInputStream(in) {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) {
        int count;
        try {
          count = in.read(buffer, offset, length);
        } catch (IOException | RuntimeException e) {
          // Decompressors meet bytes that they were not made for with more than IOException.
          throw archive.broken(name, e);
        }
        if (count > 0) {
          add(count, name);
        }
        return count;
      }

      @Override
      public long skip(long count) throws IOException {
        throw new UnsupportedOperationException("what is skipped would not be counted");
      }
    };
  }

  private void add(int count, String name) {
    bytes += count;
    if (bytes > limits.bytes()) {
      throw archive.refuse(
          Kind.TOO_LARGE,
          name,
          "more than " + limits.bytes() + " bytes come out of the archive",
          "split the package, or name a folder");
    }
    if (bytes > most) {
      throw archive.refuse(
          Kind.RATIO,
          name,
          "what comes out of the archive is more than " + limits.ratio() + " times its size",
          "unpack it yourself if you trust it, and name the folder");
    }
  }
}
