package io.github.sealframe.integrity;

import io.github.sealframe.core.Sha256;
import io.github.sealframe.integrity.Manifest.Entry;
import io.github.sealframe.integrity.Manifest.PlainFile;
import io.github.sealframe.integrity.ScannedTree.FilePlace;
import io.github.sealframe.integrity.ScannedTree.Place;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/**
 * The tar.gz that nodes unpack: entries in the order of the manifest, with its modes, and without
 * times, owners and names of owners, so that the same tree gives the same bytes.
 */
final class CanonicalArchive {
  private static final int MAX_PLAIN_NAME_BYTES = 100;

  private final ScannedTree tree;
  private final Manifest manifest;

  /**
   * @param manifest what was read of {@code tree}
   */
  CanonicalArchive(ScannedTree tree, Manifest manifest) {
    this.tree = tree;
    this.manifest = manifest;
  }

  /**
   * Writes the archive, and says its digest.
   *
   * @throws TreeRefusal when a file is not what the manifest says any more
   */
  Sha256 writeTo(Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (OutputStream out = Files.newOutputStream(file);
        OutputStream digested = new DigestOutputStream(out, digest);
        OutputStream gzip = new ParallelGzip(digested);
        OutputStream buffered = new BufferedOutputStream(gzip, 1 << 17)) {
      TarArchiveOutputStream tar =
          new TarArchiveOutputStream(buffered, StandardCharsets.UTF_8.name());
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_TRUNCATE);
      tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_STAR);
      List<Entry> entries = manifest.entries();
      for (int i = 0; i < entries.size(); i++) {
        write(entries.get(i), tree.places().get(i), tar);
      }
      tar.finish();
    }
    return Sha256.of(digest);
  }

  private static void write(Entry entry, Place place, TarArchiveOutputStream tar)
      throws IOException {
    String name = entry.path().value();
    if (name.getBytes(StandardCharsets.UTF_8).length > MAX_PLAIN_NAME_BYTES) {
      writeLongName(name, tar);
    }
    if (entry instanceof PlainFile file && place instanceof FilePlace source) {
      tar.putArchiveEntry(
          header(name, TarConstants.LF_NORMAL, file.executable() ? 0755 : 0644, file.size()));
      if (!source.source().copyTo(tar).equals(file.digest())) {
        throw source.source().notAsHashed();
      }
    } else {
      tar.putArchiveEntry(header(name, TarConstants.LF_DIR, 0755, 0));
    }
    tar.closeArchiveEntry();
  }

  /**
   * A pax header with the path and nothing else, whatever a version of commons-compress would put
   * into its own.
   */
  private static void writeLongName(String name, TarArchiveOutputStream tar) throws IOException {
    byte[] path = name.getBytes(StandardCharsets.UTF_8);
    int rest = " path=\n".length() + path.length;
    int length = rest + 3;
    if (String.valueOf(length).length() != 3) {
      length = rest + 4;
    }
    byte[] record = (length + " path=" + name + "\n").getBytes(StandardCharsets.UTF_8);
    tar.putArchiveEntry(header("pax", TarConstants.LF_PAX_EXTENDED_HEADER_LC, 0644, record.length));
    tar.write(record);
    tar.closeArchiveEntry();
  }

  private static TarArchiveEntry header(String name, byte type, int mode, long size) {
    TarArchiveEntry header = new TarArchiveEntry(name, type);
    header.setMode(mode);
    header.setSize(size);
    header.setModTime(0);
    header.setIds(0, 0);
    header.setNames("", "");
    return header;
  }
}
