package io.github.sealframe.integrity;

import io.github.sealframe.core.PackageTree;
import io.github.sealframe.core.Sha256;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Digests of files that were read before, in a folder of this machine. A digest is found again by
 * the path, size, modification time, change time and inode of its file. The change time cannot be
 * set back without setting the clock, so a file that was changed and given its old times is found
 * out; whoever may set the clock or write to the disk below the file system is not.
 *
 * <p>A cache that is damaged, or belongs to or can be written by somebody else, is ignored and made
 * anew; no failure of it is an error. Thread-safe; several processes may share the folder.
 */
public final class DigestCache {
  /** A file may change twice within one tick of its clock: younger than this it is not kept. */
  private static final Duration RACY = Duration.ofSeconds(2);

  private static final byte[] MAGIC = "SFDIGST1".getBytes(StandardCharsets.US_ASCII);
  private static final int HALF = 32;
  private static final int RECORD = 2 * HALF;
  private static final String FACTS = "unix:size,lastModifiedTime,ctime,ino,dev";

  private final Path folder;
  private final Clock clock;
  private final Trust trust;

  private DigestCache(Path folder, Clock clock, Trust trust) {
    this.folder = folder.toAbsolutePath();
    this.clock = clock;
    this.trust = trust;
  }

  /**
   * Reads every file, believes nothing, and keeps the digests for {@link #trusted}.
   *
   * @param folder where digests are kept; made when it is not there
   */
  public static DigestCache refreshed(Path folder) {
    return refreshed(folder, Clock.systemUTC());
  }

  static DigestCache refreshed(Path folder, Clock clock) {
    return new DigestCache(folder, clock, Trust.NONE);
  }

  /**
   * Believes the digests of files that look unchanged, and reads the others.
   *
   * @param folder where digests are kept; made when it is not there
   */
  public static DigestCache trusted(Path folder) {
    return trusted(folder, Clock.systemUTC());
  }

  static DigestCache trusted(Path folder, Clock clock) {
    return new DigestCache(folder, clock, Trust.UNCHANGED_FILES);
  }

  /** What was unpacked is gone afterwards: its digests are not kept. */
  Manifest manifest(UnpackedTree unpacked, ScannedTree scanned) throws IOException {
    if (!unpacked.isAsGiven()) {
      return scanned.manifest();
    }
    Path file = file(unpacked.tree());
    Run run = new Run(trust == Trust.NONE ? new byte[0] : load(file), clock.instant());
    Manifest manifest = scanned.manifest(run);
    save(file, run);
    return manifest;
  }

  /** One file for each tree, so that none grows beyond the tree and nothing has to be merged. */
  private Path file(PackageTree tree) {
    MessageDigest name = Sha256.digest();
    for (PackageTree.Source source : tree.sources()) {
      String line = source.at() + "\0" + source.path().toAbsolutePath() + "\0";
      name.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return folder.resolve(Sha256.of(name) + ".digests");
  }

  /** The records in {@code file}; none when it cannot be believed. */
  private byte[] load(Path file) {
    try {
      if (!isOurs(file)
          || Files.size(file) > MAGIC.length + (long) RECORD * Manifest.MAX_ENTRIES + HALF) {
        return new byte[0];
      }
      byte[] text = Files.readAllBytes(file);
      int end = text.length - HALF;
      if (end < MAGIC.length
          || (end - MAGIC.length) % RECORD != 0
          || !Arrays.equals(text, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
        return new byte[0];
      }
      MessageDigest digest = Sha256.digest();
      digest.update(text, 0, end);
      return Arrays.equals(digest.digest(), Arrays.copyOfRange(text, end, text.length))
          ? Arrays.copyOfRange(text, MAGIC.length, end)
          : new byte[0];
    } catch (IOException | UnsupportedOperationException e) {
      return new byte[0]; // All that is lost is time: the files are read.
    }
  }

  /** Whether it is a file of this user that nobody else can write. */
  private boolean isOurs(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    PosixFileAttributes found =
        Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    Path ours = Files.createTempFile(folder, ".owner-", ".part");
    try {
      return found.owner().equals(Files.getOwner(ours))
          && found
              .permissions()
              .equals(Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
    } finally {
      Files.deleteIfExists(ours);
    }
  }

  private void save(Path file, Run run) {
    try {
      Files.createDirectories(folder);
      Path part = Files.createTempFile(folder, ".digests-", ".part"); // Its mode is 0600.
      try {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
          run.writeTo(out);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      return; // All that is lost is time: the next run reads the files.
    }
  }

  private enum Trust {
    NONE,
    UNCHANGED_FILES
  }

  /** One hashing of a tree. */
  private static final class Run implements FileHash {
    private final byte[] known;
    private final Instant young;
    private final List<byte[]> found = new ArrayList<>();

    /**
     * @param known records, in the order of their keys
     */
    Run(byte[] known, Instant start) {
      this.known = known;
      this.young = start.minus(RACY);
    }

    @Override
    public Sha256 of(SourceFile file) throws IOException {
      Optional<Facts> before = Facts.of(file.path());
      if (before.isEmpty()) {
        return file.digest();
      }
      byte[] key = before.get().key();
      Optional<byte[]> believed = find(key).filter(any -> before.get().size() == file.size());
      if (believed.isPresent()) {
        keep(key, believed.get());
        return new Sha256(HexFormat.of().formatHex(believed.get()));
      }
      Sha256 digest = file.digest();
      if (before.get().isOlderThan(young) && before.equals(Facts.of(file.path()))) {
        keep(key, HexFormat.of().parseHex(digest.hex()));
      }
      return digest;
    }

    private void keep(byte[] key, byte[] digest) {
      byte[] record = Arrays.copyOf(key, RECORD);
      System.arraycopy(digest, 0, record, HALF, HALF);
      synchronized (found) {
        found.add(record);
      }
    }

    private Optional<byte[]> find(byte[] key) {
      int low = 0;
      int high = known.length / RECORD - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        int at = middle * RECORD;
        int order = Arrays.compareUnsigned(known, at, at + HALF, key, 0, HALF);
        if (order == 0) {
          return Optional.of(Arrays.copyOfRange(known, at + HALF, at + RECORD));
        }
        low = order < 0 ? middle + 1 : low;
        high = order > 0 ? middle - 1 : high;
      }
      return Optional.empty();
    }

    /** The records in the order of their keys, between what begins and what ends a cache. */
    void writeTo(OutputStream out) throws IOException {
      found.sort(Arrays::compareUnsigned);
      MessageDigest digest = Sha256.digest();
      OutputStream digested = new DigestOutputStream(out, digest);
      digested.write(MAGIC);
      for (byte[] record : found) {
        digested.write(record);
      }
      out.write(digest.digest());
    }
  }

  /** What a digest is found by. */
  private record Facts(
      String path, long size, FileTime modified, FileTime changed, Object inode, Object device) {
    /** Empty where the file system has no change time. */
    static Optional<Facts> of(Path path) throws IOException {
      if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
        return Optional.empty();
      }
      Map<String, Object> unix = Files.readAttributes(path, FACTS, LinkOption.NOFOLLOW_LINKS);
      return Optional.of(
          new Facts(
              path.toString(),
              (Long) unix.get("size"),
              (FileTime) unix.get("lastModifiedTime"),
              (FileTime) unix.get("ctime"),
              unix.get("ino"),
              unix.get("dev")));
    }

    byte[] key() {
      String text =
          String.join(
              "\0",
              path,
              Long.toString(size),
              nanoseconds(modified),
              nanoseconds(changed),
              Objects.toString(inode),
              Objects.toString(device));
      return Sha256.digest().digest(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String nanoseconds(FileTime time) {
      return Long.toString(time.to(TimeUnit.NANOSECONDS));
    }

    boolean isOlderThan(Instant time) {
      return modified.toInstant().isBefore(time) && changed.toInstant().isBefore(time);
    }
  }
}
