package io.github.sealframe.integrity;

import io.github.sealframe.core.PackageTree;
import io.github.sealframe.core.PackageTree.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * A tree whose archives have become files, which lie in a folder of this user's until it is closed.
 * For one thread.
 */
final class UnpackedTree implements AutoCloseable {
  private final List<Path> folders = new ArrayList<>();
  private final PackageTree tree;

  private UnpackedTree(PackageTree packed, Path temporary, ArchiveLimits limits)
      throws IOException {
    List<Source> sources = new ArrayList<>();
    try {
      for (Source source : packed.sources()) {
        if (source.at().isEmpty() && Files.isRegularFile(source.path())) {
          sources.addAll(unpack(source.path(), temporary, limits));
        } else {
          sources.add(source);
        }
      }
    } catch (Throwable e) {
      try {
        close();
      } catch (IOException more) {
        e.addSuppressed(more);
      }
      throw e;
    }
    this.tree = new PackageTree(sources);
  }

  /**
   * Unpacks what is a file and shall be the root of the package.
   *
   * @param temporary a folder in which a new one is made for each archive
   * @throws TreeRefusal when a file is no archive, or cannot be packaged
   */
  static UnpackedTree of(PackageTree tree, Path temporary, ArchiveLimits limits)
      throws IOException {
    return new UnpackedTree(tree, temporary, limits);
  }

  /** The files and folders, with no archive as a root. */
  PackageTree tree() {
    return tree;
  }

  /** Whether nothing had to be unpacked. */
  boolean isAsGiven() {
    return folders.isEmpty();
  }

  private List<Source> unpack(Path file, Path temporary, ArchiveLimits limits) throws IOException {
    Files.createDirectories(temporary);
    // Made so that this user alone can open it.
    Path folder = Files.createTempDirectory(temporary, ".sealframe-unpacking-");
    folders.add(folder);
    ArchiveFile archive = new ArchiveFile(file);
    ArchiveContents contents = new ArchiveContents(archive, limits, folder);
    archive.readInto(contents, limits);
    return contents.sources();
  }

  @Override
  public void close() throws IOException {
    for (Path folder : folders) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
