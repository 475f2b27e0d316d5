package io.github.sealframe.integrity;

import io.github.sealframe.core.Sha256;
import io.github.sealframe.integrity.TreeRefusal.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.Objects;

/**
 * A file on this machine as it was when the tree was scanned. Reading it later gives the bytes of
 * that file, or a refusal.
 */
final class SourceFile {
  static final OutputStream IGNORED = OutputStream.nullOutputStream();
  private static final int BUFFER = 1 << 17;

  private final Path file;
  private final boolean executable;
  private final long size;
  private final FileTime modified;
  private final Object inode;

  /**
   * @param file a path without links
   */
  SourceFile(Path file, BasicFileAttributes attributes) {
    this.file = file;
    this.executable =
        attributes instanceof PosixFileAttributes posix
            && posix.permissions().contains(PosixFilePermission.OWNER_EXECUTE);
    this.size = attributes.size();
    this.modified = attributes.lastModifiedTime();
    this.inode = attributes.fileKey();
  }

  /** Attributes with permissions where the file system has them. */
  static BasicFileAttributes attributes(Path path, LinkOption... options) throws IOException {
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? Files.readAttributes(path, PosixFileAttributes.class, options)
        : Files.readAttributes(path, BasicFileAttributes.class, options);
  }

  Path path() {
    return file;
  }

  boolean executable() {
    return executable;
  }

  long size() {
    return size;
  }

  /**
   * Reads the file once, copies it to {@code copy}, and digests it.
   *
   * @throws TreeRefusal when it is not the file that was scanned, before or after reading
   */
  Sha256 digest(OutputStream copy) throws IOException {
    MessageDigest digest = Sha256.digest();
    byte[] buffer = new byte[(int) Math.min(BUFFER, size + 1)];
    long left = size;
    try (InputStream in = Files.newInputStream(file)) {
      for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
        left -= count;
        if (left < 0) {
          throw changing();
        }
        digest.update(buffer, 0, count);
        copy.write(buffer, 0, count);
      }
    } catch (AccessDeniedException e) {
      throw unreadable(file, e);
    }
    if (left != 0 || !unchanged()) {
      throw changing();
    }
    return Sha256.of(digest);
  }

  private boolean unchanged() throws IOException {
    BasicFileAttributes now = attributes(file, LinkOption.NOFOLLOW_LINKS);
    return now.isRegularFile()
        && now.size() == size
        && now.lastModifiedTime().equals(modified)
        && Objects.equals(now.fileKey(), inode);
  }

  private TreeRefusal changing() {
    return changed("it changed while it was read", "try again when nothing writes to it");
  }

  /** What is read now has another digest: it changed since, or the cache of digests is wrong. */
  TreeRefusal notAsHashed() {
    return changed(
        "it is not what its digest says",
        "try again when nothing writes to it, without --trust-cache");
  }

  private TreeRefusal changed(String why, String next) {
    return new TreeRefusal(Kind.CHANGING, Names.printable(file.toString()), why, next);
  }

  static TreeRefusal unreadable(Path path, AccessDeniedException cause) {
    return new TreeRefusal(
        Kind.UNREADABLE,
        Names.printable(path.toString()),
        "this user may not read it",
        "give the right to read it, or leave it out",
        cause);
  }
}
