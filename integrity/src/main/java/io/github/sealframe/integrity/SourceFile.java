package io.github.sealframe.integrity;

import io.github.sealframe.core.Sha256;
import io.github.sealframe.integrity.TreeRefusal.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * A file on this machine as it was when the tree was scanned. Reading it later gives the bytes of
 * that file, or a refusal.
 */
final class SourceFile {
  private static final int BUFFER = 1 << 17;

  /** From this size on it is worth a thread to read ahead. */
  static final int LARGE = 1 << 24;

  /** Outside of the heap, where the system can write without a copy in between. */
  private static final ThreadLocal<ByteBuffer> BLOCK =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER));

  private final Path folder;
  private final Path name;
  private final boolean executable;
  private final long size;
  private final long modified;
  private final Object inode;

  /**
   * @param folder where it is, a path without links that many files share: a path for each would be
   *     most of what a large tree needs of memory
   */
  SourceFile(Path folder, Path name, BasicFileAttributes attributes) {
    this.folder = folder;
    this.name = name;
    this.executable =
        attributes instanceof PosixFileAttributes posix
            && posix.permissions().contains(PosixFilePermission.OWNER_EXECUTE);
    this.size = attributes.size();
    this.modified = nanoseconds(attributes);
    this.inode = attributes.fileKey();
  }

  /** What is at {@code path} now; a link is not followed. */
  static SourceFile at(Path path) throws IOException {
    BasicFileAttributes attributes = attributes(path, LinkOption.NOFOLLOW_LINKS);
    return new SourceFile(path.getParent(), path.getFileName(), attributes);
  }

  /** Attributes with permissions where the file system has them. */
  static BasicFileAttributes attributes(Path path, LinkOption... options) throws IOException {
    boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
    return posix
        ? Files.readAttributes(path, PosixFileAttributes.class, options)
        : Files.readAttributes(path, BasicFileAttributes.class, options);
  }

  private static long nanoseconds(BasicFileAttributes attributes) {
    return attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS);
  }

  Path path() {
    return folder.resolve(name);
  }

  boolean executable() {
    return executable;
  }

  long size() {
    return size;
  }

  /**
   * Reads the file once, and digests it.
   *
   * @throws TreeRefusal when it is not the file that was scanned, before or after reading
   */
  Sha256 digest() throws IOException {
    return copyTo(block -> {});
  }

  /**
   * Reads the file once, copies it to {@code copy}, and digests it.
   *
   * @throws TreeRefusal when it is not the file that was scanned, before or after reading
   */
  Sha256 copyTo(OutputStream copy) throws IOException {
    WritableByteChannel out = Channels.newChannel(copy);
    return copyTo(
        block -> {
          while (block.hasRemaining()) {
            out.write(block);
          }
        });
  }

  private Sha256 copyTo(Sink copy) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (FileChannel in = FileChannel.open(path())) {
      if (size < LARGE) {
        read(() -> fill(BLOCK.get(), in), digest, copy);
      } else {
        try (var ahead = new ReadAhead(in)) {
          read(ahead, digest, copy);
        }
      }
    } catch (AccessDeniedException e) {
      throw unreadable(path(), e);
    }
    if (!unchanged()) {
      throw changing();
    }
    return Sha256.of(digest);
  }

  private void read(Blocks blocks, MessageDigest digest, Sink copy) throws IOException {
    long left = size;
    for (ByteBuffer block = blocks.next(); block.hasRemaining(); block = blocks.next()) {
      left -= block.remaining();
      if (left < 0) {
        throw changing();
      }
      digest.update(block.duplicate());
      copy.accept(block);
    }
    if (left != 0) {
      throw changing();
    }
  }

  /** {@code block} with what is next in {@code channel}; with nothing at its end. */
  static ByteBuffer fill(ByteBuffer block, ReadableByteChannel channel) throws IOException {
    block.clear();
    channel.read(block);
    return block.flip();
  }

  private boolean unchanged() throws IOException {
    BasicFileAttributes now = attributes(path(), LinkOption.NOFOLLOW_LINKS);
    return now.isRegularFile()
        && now.size() == size
        && nanoseconds(now) == modified
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
    return new TreeRefusal(Kind.CHANGING, Names.printable(path().toString()), why, next);
  }

  static TreeRefusal unreadable(Path path, AccessDeniedException cause) {
    return new TreeRefusal(
        Kind.UNREADABLE,
        Names.printable(path.toString()),
        "this user may not read it",
        "give the right to read it, or leave it out",
        cause);
  }

  /** What a file holds, block by block; the last one is empty. A block lasts until the next. */
  @FunctionalInterface
  interface Blocks {
    ByteBuffer next() throws IOException;
  }

  /** Takes blocks. */
  @FunctionalInterface
  private interface Sink {
    void accept(ByteBuffer block) throws IOException;
  }
}
