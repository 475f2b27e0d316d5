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
  private static final int BUFFER = 1 << 17;

  /** From this size on it is worth a thread to read ahead. */
  private static final int LARGE = 1 << 22;

  /** Outside of the heap, where the system can write without a copy in between. */
  private static final ThreadLocal<ByteBuffer> BLOCK =
      ThreadLocal.withInitial(() -> ByteBuffer.allocateDirect(BUFFER));

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
    try (FileChannel in = FileChannel.open(file)) {
      if (size < LARGE) {
        read(() -> fill(BLOCK.get(), in), digest, copy);
      } else {
        try (var ahead = new ReadAhead(in)) {
          read(ahead, digest, copy);
        }
      }
    } catch (AccessDeniedException e) {
      throw unreadable(file, e);
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
