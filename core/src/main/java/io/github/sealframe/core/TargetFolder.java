package io.github.sealframe.core;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A folder that files are saved in, each beside a {@code .part} name until it is whole. No link is
 * followed, at the file, its {@code .part} or the folder. Where the system can (Linux, macOS) the
 * folder is held open: one that is replaced by a link meanwhile changes nothing. Thread-safe.
 */
final class TargetFolder implements Closeable {
  static final String PART = ".part";

  private static final String TRIED = "save files in";

  private final Path path;
  private final Place place;

  private TargetFolder(Path path, Place place) {
    this.path = path;
    this.place = place;
  }

  /**
   * Opens a folder, and makes it when it is missing.
   *
   * @throws ConfigurationRefusal when it is a link; its parents may be links
   */
  @SuppressWarnings("StreamResourceLeak") // What is returned closes it.
  static TargetFolder open(Path folder) throws IOException {
    Path path = folder.toAbsolutePath();
    refuseLink(path);
    Files.createDirectories(path);
    DirectoryStream<Path> stream = Files.newDirectoryStream(path);
    if (!(stream instanceof SecureDirectoryStream<Path> secure)) {
      stream.close();
      return byName(path);
    }
    TargetFolder open = new TargetFolder(path, new Held(secure));
    try {
      Object held =
          secure.getFileAttributeView(BasicFileAttributeView.class).readAttributes().fileKey();
      if (!held.equals(attributes(path).fileKey())) {
        throw link(path);
      }
      return open;
    } catch (IOException | RuntimeException e) {
      open.close();
      throw e;
    }
  }

  /** For a system that cannot hold a folder open. */
  static TargetFolder byName(Path folder) {
    return new TargetFolder(folder, new Named(folder));
  }

  /** Opens a folder of this one, and makes it when it is missing. */
  TargetFolder folder(String name) throws IOException {
    Path below = path.resolve(name);
    try {
      Files.createDirectory(below);
    } catch (FileAlreadyExistsException e) {
      // It is looked at now, whoever made it.
    }
    if (!place.attributes(name).map(BasicFileAttributes::isDirectory).orElse(false)) {
      throw link(below);
    }
    return new TargetFolder(below, place.folder(name));
  }

  Path path(String name) {
    return path.resolve(name);
  }

  private static void refuseLink(Path path) {
    if (Files.isSymbolicLink(path)) {
      throw link(path);
    }
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  private static ConfigurationRefusal link(Path path) {
    return new ConfigurationRefusal(
        TRIED, path.toString(), "it is a link, or no folder", "name the folder that it leads to");
  }

  /** The bytes of a file with exactly {@code bytes} of them; empty when there is none. */
  Optional<InputStream> read(String name, long bytes) throws IOException {
    Optional<BasicFileAttributes> there = place.attributes(name);
    if (there.isEmpty() || !there.get().isRegularFile() || there.get().size() != bytes) {
      return Optional.empty();
    }
    return Optional.of(Channels.newInputStream(place.open(name, Set.of(StandardOpenOption.READ))));
  }

  /**
   * Opens what there is of a file by now, and makes it when there is nothing. What is no file of
   * its own (a link, or a second name of another file) is removed first.
   *
   * @throws ServiceRefusal when another download has it open
   */
  Part part(String name) throws IOException {
    String partName = name + PART;
    Optional<BasicFileAttributes> there = place.attributes(partName);
    if (there.isPresent() && !(there.get().isRegularFile() && hasOneName(partName))) {
      place.delete(partName);
    }
    SeekableByteChannel channel =
        place.open(
            partName,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
    try {
      // The other one may have ended in between, and moved its file into place.
      if (lock(channel) == null || place.attributes(partName).isEmpty()) {
        throw new ServiceRefusal(
            "save",
            path(name).toString(),
            "another download is saving it",
            "wait until that has ended and try again");
      }
      return new Part(name, channel, channel.size());
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private boolean hasOneName(String name) throws IOException {
    return !path.getFileSystem().supportedFileAttributeViews().contains("unix")
        || Integer.valueOf(1)
            .equals(Files.getAttribute(path(name), "unix:nlink", LinkOption.NOFOLLOW_LINKS));
  }

  private static FileLock lock(SeekableByteChannel channel) throws IOException {
    try {
      return ((FileChannel) channel).tryLock();
    } catch (OverlappingFileLockException e) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    place.close();
  }

  /** A file on its way; closing it leaves what has arrived, if anything. For one thread. */
  final class Part implements Closeable {
    private final String name;
    private final SeekableByteChannel channel;
    private final long found;
    private boolean whole;

    private Part(String name, SeekableByteChannel channel, long found) {
      this.name = name;
      this.channel = channel;
      this.found = found;
    }

    /** Bytes that were there when it was opened. */
    long found() {
      return found;
    }

    /** Forgets them. */
    void empty() throws IOException {
      channel.truncate(0);
    }

    /** Bytes that are there now. */
    long size() throws IOException {
      return channel.size();
    }

    /** The bytes that are there, and then those of {@code rest}, which are written as they come. */
    InputStream followedBy(InputStream rest) throws IOException {
      channel.position(0);
      return new Followed(channel, rest);
    }

    /** Gives the file its name, in place of what has it. */
    void moveIntoPlace() throws IOException {
      place.move(name + PART, name);
      whole = true;
    }

    @Override
    public void close() throws IOException {
      boolean nothing = !whole && channel.size() == 0;
      channel.close();
      if (nothing) {
        place.delete(name + PART);
      }
    }
  }

  /** What a file has, and then what comes, which the file has too afterwards. */
  private static final class Followed extends InputStream {
    private final SeekableByteChannel file;
    private final long found;
    private final InputStream rest;

    Followed(SeekableByteChannel file, InputStream rest) throws IOException {
      this.file = file;
      this.found = file.size();
      this.rest = rest;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      long left = found - file.position();
      if (left > 0) {
        return file.read(ByteBuffer.wrap(into, offset, (int) Math.min(left, length)));
      }
      int count = rest.read(into, offset, length);
      if (count > 0) {
        for (ByteBuffer piece = ByteBuffer.wrap(into, offset, count); piece.hasRemaining(); ) {
          file.write(piece);
        }
      }
      return count;
    }
  }

  /** What is done in a folder; names are single components. */
  private sealed interface Place extends Closeable permits Held, Named {
    Optional<BasicFileAttributes> attributes(String name) throws IOException;

    SeekableByteChannel open(String name, Set<OpenOption> how) throws IOException;

    void move(String from, String to) throws IOException;

    void delete(String name) throws IOException;

    Place folder(String name) throws IOException;
  }

  /** A folder that is held open. */
  private record Held(SecureDirectoryStream<Path> stream) implements Place {
    @Override
    public Optional<BasicFileAttributes> attributes(String name) throws IOException {
      try {
        return Optional.of(
            stream
                .getFileAttributeView(
                    Path.of(name), BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .readAttributes());
      } catch (NoSuchFileException e) {
        return Optional.empty();
      }
    }

    @Override
    public SeekableByteChannel open(String name, Set<OpenOption> how) throws IOException {
      return stream.newByteChannel(Path.of(name), unlinked(how));
    }

    @Override
    public void move(String from, String to) throws IOException {
      stream.move(Path.of(from), stream, Path.of(to));
    }

    @Override
    public void delete(String name) throws IOException {
      stream.deleteFile(Path.of(name));
    }

    @Override
    public Place folder(String name) throws IOException {
      return new Held(stream.newDirectoryStream(Path.of(name), LinkOption.NOFOLLOW_LINKS));
    }

    @Override
    public void close() throws IOException {
      stream.close();
    }
  }

  /** A folder that is found anew by its name each time, and refused when that is a link by now. */
  private record Named(Path folder) implements Place {
    private Path at(String name) {
      refuseLink(folder);
      return folder.resolve(name);
    }

    @Override
    public Optional<BasicFileAttributes> attributes(String name) throws IOException {
      try {
        return Optional.of(TargetFolder.attributes(at(name)));
      } catch (NoSuchFileException e) {
        return Optional.empty();
      }
    }

    @Override
    public SeekableByteChannel open(String name, Set<OpenOption> how) throws IOException {
      return Files.newByteChannel(at(name), unlinked(how));
    }

    @Override
    public void move(String from, String to) throws IOException {
      Files.move(
          at(from), at(to), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(String name) throws IOException {
      Files.delete(at(name));
    }

    @Override
    public Place folder(String name) {
      return new Named(at(name));
    }

    @Override
    public void close() {}
  }

  private static Set<OpenOption> unlinked(Set<OpenOption> how) {
    Set<OpenOption> options = new HashSet<>(how);
    options.add(LinkOption.NOFOLLOW_LINKS);
    return options;
  }
}
