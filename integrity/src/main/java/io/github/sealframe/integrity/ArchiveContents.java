package io.github.sealframe.integrity;

import io.github.sealframe.core.PackageTree.Source;
import io.github.sealframe.core.RelativePath;
import io.github.sealframe.integrity.TreeRefusal.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is in one archive. Its files are written under numbers, so that no name out of an archive
 * ever reaches the disk; folders and links are kept in memory only. In the end it says which of
 * those files lie where in the package, links having become further places of the same file.
 */
final class ArchiveContents {
  /** Links that may be followed to find the target of one. */
  private static final int MAX_HOPS = 40;

  private final ArchiveFile archive;
  private final ArchiveLimits limits;
  private final Path disk;
  private final Path emptyFolder;
  private final FolderNode root = new FolderNode(Optional.empty());
  private final List<Source> sources = new ArrayList<>();
  private int entries;
  private int folders;
  private long files;
  private long bytes;

  /**
   * @param disk an empty folder for the files
   */
  ArchiveContents(ArchiveFile archive, ArchiveLimits limits, Path disk) throws IOException {
    this.archive = archive;
    this.limits = limits;
    this.disk = disk;
    this.emptyFolder = Files.createDirectory(disk.resolve("folder"));
  }

  /** Counts something that the archive holds, before it takes memory or disk. */
  void count() {
    entries++;
    refuseTooMany(entries, "");
  }

  /** An entry that is a folder. A folder that only holds others needs none. */
  void folder(String name) {
    String path = path(name);
    if (path.isEmpty()) {
      return;
    }
    FolderNode folder = folderAt(path, name);
    if (folder.named) {
      throw twice(name);
    }
    folder.named = true;
  }

  /** An entry that is a file. */
  void file(String name, boolean executable, InputStream data) throws IOException {
    String path = path(name);
    // The place is taken before the disk is: a second entry for it writes nothing.
    FileNode node = new FileNode(disk.resolve(Long.toString(files++)), name);
    put(path, name, node);
    try (OutputStream out = Files.newOutputStream(node.file)) {
      node.size = data.transferTo(out);
    }
    if (executable) {
      makeExecutable(node.file);
    }
  }

  /** An entry that is a symbolic link; {@code target} is seen from the folder that it lies in. */
  void link(String name, String target) {
    put(path(name), name, new LinkNode(target, false, name));
  }

  /** An entry that is another name for the entry {@code target}. */
  void hardLink(String name, String target) {
    put(path(name), name, new LinkNode(target, true, name));
  }

  private static void makeExecutable(Path file) throws IOException {
    var view =
        Files.getFileAttributeView(file, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
    if (view != null) {
      view.setPermissions(
          EnumSet.of(
              PosixFilePermission.OWNER_READ,
              PosixFilePermission.OWNER_WRITE,
              PosixFilePermission.OWNER_EXECUTE));
    }
  }

  /** {@code name} without what tar puts around it; empty for the root of the archive. */
  private String path(String name) {
    String path = name;
    while (path.startsWith("./")) {
      path = path.substring(2);
    }
    if (path.equals(".")) {
      return "";
    }
    if (path.endsWith("/")) {
      path = path.substring(0, path.length() - 1);
    }
    if (path.isEmpty() && name.startsWith("./")) {
      return "";
    }
    Optional<String> refusal =
        path.indexOf('\ufffd') >= 0
            ? Optional.of("the name is not UTF-8")
            : name.startsWith("/")
                ? Optional.of("the path is absolute")
                : RelativePath.refusal(path);
    if (refusal.isPresent()) {
      throw archive.refuse(Kind.NAME, name, refusal.get(), "rename it, and make the archive again");
    }
    return path;
  }

  private void put(String path, String name, Node node) {
    if (path.isEmpty()) {
      throw archive.refuse(
          Kind.NAME, name, "the root of a package is a folder", "make the archive again");
    }
    int slash = path.lastIndexOf('/');
    FolderNode parent = slash < 0 ? root : folderAt(path.substring(0, slash), name);
    if (parent.children.putIfAbsent(path.substring(slash + 1), node) != null) {
      throw twice(name);
    }
  }

  private FolderNode folderAt(String path, String name) {
    FolderNode folder = root;
    for (String component : path.split("/", -1)) {
      FolderNode parent = folder;
      Node child =
          folder.children.computeIfAbsent(
              component,
              key -> {
                refuseTooMany(++folders, name);
                return new FolderNode(Optional.of(parent));
              });
      if (!(child instanceof FolderNode next)) {
        throw twice(name);
      }
      folder = next;
    }
    return folder;
  }

  private TreeRefusal twice(String name) {
    return archive.refuse(
        Kind.TWICE,
        name,
        "two entries put something in this place",
        "leave one of them out of the archive");
  }

  /**
   * What lies where in the package. When everything is in one folder, that folder is the package.
   */
  List<Source> sources() {
    FolderNode top = root;
    if (root.children.size() == 1
        && root.children.values().iterator().next() instanceof FolderNode only) {
      top = only;
    }
    add(top, "", new ArrayDeque<>());
    return sources;
  }

  /**
   * @param around the folders that are being added, as they are in the archive
   */
  private void add(FolderNode folder, String prefix, Deque<FolderNode> around) {
    around.addLast(folder);
    folder.children.forEach(
        (name, child) -> {
          String path = prefix + name;
          refuseTooMany(sources.size() + 1L, path);
          Node node = child instanceof LinkNode link ? target(link, folder) : child;
          if (node instanceof FileNode file) {
            addFile(file, path);
          } else if (node instanceof FolderNode inner) {
            if (around.contains(inner)) {
              throw loop(path, "it is a link to a folder around it");
            }
            sources.add(new Source(Optional.of(place(path)), emptyFolder));
            add(inner, path + "/", around);
          }
        });
    around.removeLast();
  }

  private void addFile(FileNode file, String path) {
    bytes += file.size;
    if (bytes > limits.bytes()) {
      throw archive.refuse(
          Kind.TOO_LARGE,
          file.name,
          "with copies for its links, the package has more than " + limits.bytes() + " bytes",
          "split the package, or leave links out");
    }
    sources.add(new Source(Optional.of(place(path)), file.file));
  }

  /** A path that was not in the archive as it is now, when links lead to folders. */
  private RelativePath place(String path) {
    Optional<String> refusal = RelativePath.refusal(path);
    if (refusal.isPresent()) {
      throw archive.refuse(Kind.NAME, path, refusal.get(), "leave the link to its folder out");
    }
    return new RelativePath(path);
  }

  private Node target(LinkNode link, FolderNode folder) {
    return follow(link, folder, link.name, new int[1]);
  }

  /**
   * What {@code link} leads to, as the system finds it: {@code ..} is the folder around the one
   * that was reached, not a word less in a text.
   */
  private Node follow(LinkNode link, FolderNode folder, String name, int[] hops) {
    if (++hops[0] > MAX_HOPS) {
      throw loop(name, "it is a link that leads to itself, or through too many others");
    }
    if (link.target.startsWith("/")) {
      throw escaping(name, link);
    }
    Node at = link.fromRoot ? root : folder;
    for (String component : link.target.split("/", -1)) {
      if (component.isEmpty() || component.equals(".")) {
        continue;
      }
      if (!(at instanceof FolderNode inside)) {
        throw dangling(name, link);
      }
      if (component.equals("..")) {
        at = inside.parent.orElseThrow(() -> escaping(name, link));
        continue;
      }
      at = inside.children.get(component);
      if (at == null) {
        throw dangling(name, link);
      }
      if (at instanceof LinkNode next) {
        at = follow(next, inside, name, hops);
      }
    }
    return at;
  }

  private TreeRefusal escaping(String name, LinkNode link) {
    return archive.refuse(
        Kind.ESCAPING,
        name,
        "it is a link out of the archive, to " + Names.printable(link.target),
        "put a copy in its place");
  }

  private TreeRefusal dangling(String name, LinkNode link) {
    return archive.refuse(
        Kind.DANGLING,
        name,
        "it is a link to nothing, to " + Names.printable(link.target),
        "remove the link");
  }

  private TreeRefusal loop(String name, String why) {
    return archive.refuse(Kind.LOOP, name, why, "remove the link");
  }

  private void refuseTooMany(long count, String name) {
    if (count > limits.entries()) {
      throw archive.refuse(
          Kind.LIMIT,
          name,
          "it has more than " + limits.entries() + " entries",
          "split the package");
    }
  }

  /** What lies in one place. */
  private sealed interface Node permits FolderNode, FileNode, LinkNode {}

  private static final class FolderNode implements Node {
    private final Map<String, Node> children = new LinkedHashMap<>();
    private final Optional<FolderNode> parent;
    private boolean named;

    FolderNode(Optional<FolderNode> parent) {
      this.parent = parent;
    }
  }

  private static final class FileNode implements Node {
    private final Path file;
    private final String name;
    private long size;

    FileNode(Path file, String name) {
      this.file = file;
      this.name = name;
    }
  }

  /**
   * A link.
   *
   * @param target as the archive has it
   * @param fromRoot whether the target is seen from the root of the archive, as in hard links
   * @param name of its entry
   */
  private record LinkNode(String target, boolean fromRoot, String name) implements Node {}
}
