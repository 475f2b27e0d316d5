package io.github.sealframe.integrity;

import io.github.sealframe.core.IntegrityRefusal;
import io.github.sealframe.core.PackageTree;
import io.github.sealframe.core.RelativePath;
import io.github.sealframe.core.Sha256;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.util.List;

/**
 * What a package consists of: every folder, and every file with its mode, size and digest, in the
 * order of their paths. Its text is normative (version 1); the SHA-256 of the text is the package's
 * identity, the <em>pin</em>. The same tree has the same pin on every machine. Immutable.
 */
public final class Manifest {
  /** The most entries that a manifest may have. */
  public static final int MAX_ENTRIES = 1_000_000;

  static final String HEADER = "#render-package-manifest 1 sha256";
  static final String END = "#end";

  private final List<Entry> entries;
  private final Sha256 pin;

  /**
   * @param entries in path order and without doubles, as {@link ManifestReader} and {@link
   *     TreeReader} leave them
   */
  Manifest(List<Entry> entries) {
    this.entries = List.copyOf(entries);
    var digest = Sha256.digest();
    try (var out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
      writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException("a digest cannot fail", e);
    }
    this.pin = Sha256.of(digest);
  }

  /**
   * The manifest of {@code tree}. Every file is read once, on all processors, through small
   * buffers. A file is executable when its owner may execute it; links inside the tree are read as
   * copies of what they point to. A file in place of a folder is an archive (tar, plain or in gzip,
   * xz or zstd, or zip), which is unpacked to the system's folder for temporary files and removed
   * again; when all of it lies in one folder, that folder is the package.
   *
   * @throws TreeRefusal when something cannot be packaged, or changes while it is read
   */
  public static Manifest of(PackageTree tree) throws IOException {
    try (var unpacked = unpacked(tree)) {
      return ScannedTree.of(unpacked.tree()).manifest();
    }
  }

  /**
   * The manifest of {@code tree}, as {@link #of(PackageTree)} finds it, with the digests that
   * {@code cache} is trusted for, if any. What was read is kept in {@code cache}.
   *
   * @throws TreeRefusal when something cannot be packaged, or changes while it is read
   */
  public static Manifest of(PackageTree tree, DigestCache cache) throws IOException {
    try (var unpacked = unpacked(tree)) {
      return cache.manifest(unpacked, ScannedTree.of(unpacked.tree()));
    }
  }

  private static UnpackedTree unpacked(PackageTree tree) throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    return UnpackedTree.of(tree, temporary, ArchiveLimits.STANDARD);
  }

  /**
   * Reads a manifest strictly: it is exactly what {@link #writeTo} writes, or it is refused.
   *
   * @throws ManifestRefusal when it is not a manifest of version 1
   */
  public static Manifest read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new ManifestReader(in, file.toString()).read();
    }
  }

  /**
   * Reads the manifest {@code text}, as {@link #read} does.
   *
   * @param source what the text is, for messages
   * @throws ManifestRefusal when it is not a manifest of version 1
   */
  public static Manifest parse(byte[] text, String source) {
    try {
      return new ManifestReader(new ByteArrayInputStream(text), source).read();
    } catch (IOException e) {
      throw new UncheckedIOException("bytes in memory can be read", e);
    }
  }

  /** Folders and files, in the order of the UTF-8 bytes of their paths. */
  public List<Entry> entries() {
    return entries;
  }

  /** The files alone, in the same order. */
  public List<PlainFile> files() {
    return entries.stream().filter(PlainFile.class::isInstance).map(PlainFile.class::cast).toList();
  }

  /** Bytes in all files. */
  public long bytes() {
    return files().stream().mapToLong(PlainFile::size).sum();
  }

  /** The SHA-256 of the text. */
  public Sha256 pin() {
    return pin;
  }

  /** Writes the text: UTF-8, line feeds only, the last line ended by one. Does not close. */
  public void writeTo(OutputStream stream) throws IOException {
    var out = new BufferedOutputStream(stream, 1 << 16);
    line(out, HEADER);
    for (Entry entry : entries) {
      line(out, entry.line());
    }
    for (Entry entry : entries) {
      if (entry instanceof PlainFile file) {
        line(out, file.digest() + "  " + file.path());
      }
    }
    line(out, END);
    out.flush();
  }

  private static void line(OutputStream out, String line) throws IOException {
    out.write(line.getBytes(StandardCharsets.UTF_8));
    out.write('\n');
  }

  /** Every difference of {@code found} from this manifest, in path order; empty when equal. */
  public List<Difference> compare(Manifest found) {
    return new Comparison(this).with(found);
  }

  /**
   * Checks an installed tree, as a node does: links are not followed and nothing is normalised, so
   * that the tree holds exactly the files, folders and modes of this manifest. What cannot be right
   * by its type, mode or size is not read. Owners and file capabilities are not looked at.
   *
   * @return every difference, in path order; empty when the tree is this package
   * @throws IntegrityRefusal when {@code folder} is not a folder
   * @throws UnsupportedOperationException on a system without Unix modes
   */
  public List<Difference> check(Path folder) throws IOException {
    return new InstalledTree(folder).differencesFrom(this);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Manifest manifest && pin.equals(manifest.pin);
  }

  @Override
  public int hashCode() {
    return pin.hashCode();
  }

  @Override
  public String toString() {
    return "manifest " + pin;
  }

  /** A folder or a file. */
  public sealed interface Entry permits Folder, PlainFile {
    /** Its place in the package. */
    RelativePath path();

    /** Its line in the manifest, without the line feed. */
    String line();

    /** What it is, for people. */
    String description();
  }

  /**
   * A folder; its mode is 0755.
   *
   * @param path its place in the package
   */
  public record Folder(RelativePath path) implements Entry {
    @Override
    public String line() {
      return "#d 0755 0 " + path;
    }

    @Override
    public String description() {
      return "a folder 0755";
    }
  }

  /**
   * A file.
   *
   * @param path its place in the package
   * @param executable whether its mode is 0755, or else 0644
   * @param size in bytes
   * @param digest of its bytes
   */
  public record PlainFile(RelativePath path, boolean executable, long size, Sha256 digest)
      implements Entry {
    @Override
    public String line() {
      return "#f " + mode() + " " + size + " " + path;
    }

    @Override
    public String description() {
      return "a file " + mode() + " of " + size + " bytes";
    }

    private String mode() {
      return executable ? "0755" : "0644";
    }
  }
}
