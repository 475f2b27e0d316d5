package io.github.sealframe.integrity;

import io.github.sealframe.core.PackageTree;
import io.github.sealframe.core.RelativePath;
import io.github.sealframe.integrity.ScannedTree.FilePlace;
import io.github.sealframe.integrity.ScannedTree.FolderPlace;
import io.github.sealframe.integrity.ScannedTree.Place;
import io.github.sealframe.integrity.TreeRefusal.Kind;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out what lies in a tree, without reading the files. For one tree. */
final class TreeReader {
  /** By the form in which two paths must differ. */
  private final Map<String, Place> places = new HashMap<>();

  /** The folders that are being read, outermost first, as paths without links. */
  private final Deque<Path> around = new ArrayDeque<>();

  ScannedTree read(PackageTree tree) throws IOException {
    for (PackageTree.Source source : tree.sources()) {
      read(source);
    }
    List<Place> sorted = new ArrayList<>(places.values());
    sorted.sort(Comparator.comparing(Place::path));
    return new ScannedTree(sorted);
  }

  private void read(PackageTree.Source source) throws IOException {
    Path real;
    try {
      real = source.path().toRealPath();
    } catch (NoSuchFileException e) {
      throw refuse(Kind.ABSENT, source.path(), "it does not exist", "name a file or folder", e);
    }
    BasicFileAttributes attributes = SourceFile.attributes(real);
    if (source.at().isEmpty()) {
      if (!attributes.isDirectory()) {
        throw refuse(
            Kind.SPECIAL,
            source.path(),
            "it is neither a folder nor an archive",
            "name the package's folder or archive",
            null);
      }
      readFolder(real, "", real);
      return;
    }
    RelativePath at = source.at().get();
    for (int slash = at.value().indexOf('/'); slash > 0; ) {
      put(new FolderPlace(new RelativePath(at.value().substring(0, slash))));
      slash = at.value().indexOf('/', slash + 1);
    }
    place(at, real, attributes, real);
  }

  private void readFolder(Path folder, String prefix, Path root) throws IOException {
    around.addLast(folder);
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
      for (Path child : children) {
        readChild(child, prefix, root);
      }
    } catch (AccessDeniedException e) {
      throw SourceFile.unreadable(folder, e);
    }
    around.removeLast();
  }

  private void readChild(Path child, String prefix, Path root) throws IOException {
    RelativePath path = path(child, prefix);
    BasicFileAttributes attributes = SourceFile.attributes(child, LinkOption.NOFOLLOW_LINKS);
    if (attributes.isSymbolicLink()) {
      Path target = target(child);
      if (!target.startsWith(root)) {
        throw refuse(
            Kind.ESCAPING,
            child,
            "it is a link out of the tree, to " + Names.printable(target.toString()),
            "put a copy in its place",
            null);
      }
      if (around.contains(target)) {
        throw refuse(
            Kind.LOOP, child, "it is a link to a folder around it", "remove the link", null);
      }
      place(path, target, SourceFile.attributes(target), root);
    } else {
      place(path, child, attributes, root);
    }
  }

  private static RelativePath path(Path child, String prefix) {
    Optional<String> name = Names.utf8(child);
    if (name.isEmpty()) {
      throw refuse(Kind.NAME, child, "the name is not UTF-8", "rename it", null);
    }
    try {
      return new RelativePath(prefix + name.get());
    } catch (IllegalArgumentException e) {
      throw refuse(Kind.NAME, child, e.getMessage(), "rename it", null);
    }
  }

  private static Path target(Path link) throws IOException {
    try {
      return link.toRealPath();
    } catch (NoSuchFileException e) {
      throw refuse(Kind.DANGLING, link, "it is a link to nothing", "remove the link", e);
    } catch (AccessDeniedException e) {
      throw SourceFile.unreadable(link, e);
    } catch (FileSystemException e) {
      throw refuse(Kind.LOOP, link, "it is a link that leads to itself", "remove the link", e);
    }
  }

  private void place(RelativePath path, Path real, BasicFileAttributes attributes, Path root)
      throws IOException {
    if (attributes.isDirectory()) {
      put(new FolderPlace(path));
      readFolder(real, path.value() + "/", root);
    } else if (attributes.isRegularFile()) {
      Path parent = real.getParent();
      Path folder = parent.equals(around.peekLast()) ? around.getLast() : parent;
      put(new FilePlace(path, new SourceFile(folder, real.getFileName(), attributes)));
    } else {
      throw refuse(Kind.SPECIAL, real, "it is neither a file nor a folder", "leave it out", null);
    }
  }

  private void put(Place place) {
    RelativePath path = place.path();
    Place before = places.putIfAbsent(path.folded(), place);
    if (before != null && !before.path().equals(path)) {
      throw new TreeRefusal(
          Kind.TWIN,
          Names.printable(path.value()),
          "its name and " + Names.printable(before.path().value()) + " differ in nothing but case",
          "rename one of them");
    }
    if (before != null && !(before instanceof FolderPlace && place instanceof FolderPlace)) {
      throw new TreeRefusal(
          Kind.TWICE,
          Names.printable(path.value()),
          "two sources put something in this place of the package",
          "leave one of them out");
    }
    if (places.size() > Manifest.MAX_ENTRIES) {
      throw new TreeRefusal(
          Kind.LIMIT,
          Names.printable(path.value()),
          "the package has more than " + Manifest.MAX_ENTRIES + " entries",
          "split it");
    }
  }

  private static TreeRefusal refuse(
      Kind kind, Path path, String why, String next, Throwable cause) {
    return new TreeRefusal(kind, Names.printable(path.toString()), why, next, cause);
  }
}
