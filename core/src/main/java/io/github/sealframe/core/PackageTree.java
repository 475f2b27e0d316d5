package io.github.sealframe.core;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where the files of a package come from. Nothing is read until it is sealed. Immutable.
 *
 * @param sources what lies where, in any order; no two may put a file in the same place
 */
public record PackageTree(List<Source> sources) {
  /** Copies the list. */
  public PackageTree {
    sources = List.copyOf(sources);
  }

  /** The tree below a folder, as it is on disk, or the one in an archive. */
  public static PackageTree of(Path path) {
    return new PackageTree(List.of(new Source(Optional.empty(), path)));
  }

  /** No files yet. */
  public static PackageTree empty() {
    return new PackageTree(List.of());
  }

  /** This tree and one file, or one folder with all below it, at the place {@code at}. */
  public PackageTree with(RelativePath at, Path source) {
    List<Source> more = new ArrayList<>(sources);
    more.add(new Source(Optional.of(at), source));
    return new PackageTree(more);
  }

  /**
   * A file or folder and its place in the package.
   *
   * @param at its place; empty for a folder or an archive that becomes the root of the package
   * @param path the file or folder on this machine
   */
  public record Source(Optional<RelativePath> at, Path path) {}
}
