package io.github.sealframe.integrity;

import io.github.sealframe.core.IntegrityRefusal;
import io.github.sealframe.core.RelativePath;
import io.github.sealframe.core.Sha256;
import io.github.sealframe.integrity.Difference.Kind;
import io.github.sealframe.integrity.Manifest.Entry;
import io.github.sealframe.integrity.Manifest.PlainFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A tree that should be a package, as it lies on disk: nothing is followed, nothing forgiven. */
final class InstalledTree {
  private static final int TYPE_BITS = 0170000;
  private static final int FOLDER = 0040000;
  private static final int FILE = 0100000;

  private static final Comparator<Difference> IN_PATH_ORDER =
      Comparator.<Difference, byte[]>comparing(
              difference -> difference.path().getBytes(StandardCharsets.UTF_8),
              Arrays::compareUnsigned)
          .thenComparing(Difference::kind);

  private final Path root;
  private final Map<String, Found> found = new HashMap<>();
  private final List<Difference> differences = new ArrayList<>();

  InstalledTree(Path root) {
    this.root = root;
  }

  List<Difference> differencesFrom(Manifest manifest) throws IOException {
    Found top = Found.at(root);
    if (top.type() != FOLDER) {
      throw new IntegrityRefusal(
          "check", root.toString(), "it is " + top.description(), "name the folder of a package");
    }
    if (top.permissions() != 0755) {
      differences.add(new Difference(Kind.MODE, ".", "a folder 0755", top.description()));
    }
    list(root, "");
    List<PlainFile> toRead = new ArrayList<>();
    for (Entry entry : manifest.entries()) {
      Found there = found.remove(entry.path().value());
      if (listed(entry, there) && entry instanceof PlainFile file) {
        toRead.add(file);
      }
    }
    found.forEach(
        (path, there) ->
            differences.add(new Difference(Kind.EXTRA, path, "nothing", there.description())));
    differences.addAll(changed(toRead));
    differences.sort(IN_PATH_ORDER);
    return List.copyOf(differences);
  }

  private void list(Path folder, String prefix) throws IOException {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
      for (Path child : children) {
        Found there = Found.at(child);
        Optional<String> name = Names.utf8(child);
        String path = prefix + name.orElse(child.getFileName().toString());
        if (name.isEmpty() || RelativePath.refusal(path).isPresent()) {
          String why =
              name.isEmpty() ? "it is not UTF-8" : RelativePath.refusal(path).orElseThrow();
          differences.add(
              new Difference(
                  Kind.NAME, Names.printable(path), "a name that a package can hold", why));
          continue;
        }
        found.put(path, there);
        if (there.type() == FOLDER) {
          list(child, path + "/");
        }
      }
    }
  }

  /** Whether {@code entry} is there with its type, mode and size, so that it is worth reading. */
  private boolean listed(Entry entry, Found there) {
    String path = entry.path().value();
    if (there == null) {
      differences.add(new Difference(Kind.MISSING, path, entry.description(), "nothing"));
      return false;
    }
    if (there.type() != (entry instanceof PlainFile ? FILE : FOLDER)) {
      differences.add(new Difference(Kind.TYPE, path, entry.description(), there.description()));
      return false;
    }
    int mode = entry instanceof PlainFile file && !file.executable() ? 0644 : 0755;
    if (there.permissions() != mode) {
      differences.add(new Difference(Kind.MODE, path, entry.description(), there.description()));
    }
    if (entry instanceof PlainFile file) {
      if (there.links() != 1) {
        differences.add(new Difference(Kind.LINKS, path, "1 link", there.links() + " links"));
      }
      if (there.size() != file.size()) {
        differences.add(new Difference(Kind.SIZE, path, file.description(), there.description()));
        return false;
      }
    }
    return true;
  }

  private List<Difference> changed(List<PlainFile> files) throws IOException {
    Queue<Difference> changed = new ConcurrentLinkedQueue<>();
    AllProcessors.each(
        files.size(),
        index -> {
          PlainFile file = files.get(index);
          Path path = root.resolve(file.path().value());
          Sha256 digest = SourceFile.at(path).digest();
          if (!digest.equals(file.digest())) {
            changed.add(
                new Difference(
                    Kind.CHANGED, file.path().value(), file.digest().hex(), digest.hex()));
          }
        });
    return List.copyOf(changed);
  }

  /** An object on disk, by its Unix mode. */
  private record Found(int mode, long size, int links) {
    static Found at(Path path) throws IOException {
      Map<String, Object> unix =
          Files.readAttributes(path, "unix:mode,size,nlink", LinkOption.NOFOLLOW_LINKS);
      return new Found(
          (Integer) unix.get("mode"), (Long) unix.get("size"), (Integer) unix.get("nlink"));
    }

    int type() {
      return mode & TYPE_BITS;
    }

    int permissions() {
      return mode & 07777;
    }

    String description() {
      String octal = String.format(Locale.ROOT, "%04o", permissions());
      return switch (type()) {
        case FOLDER -> "a folder " + octal;
        case FILE -> "a file " + octal + " of " + size + " bytes";
        case 0120000 -> "a symbolic link";
        case 0010000 -> "a named pipe";
        case 0140000 -> "a socket";
        default -> "a device";
      };
    }
  }
}
