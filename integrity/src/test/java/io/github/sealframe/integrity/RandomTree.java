package io.github.sealframe.integrity;

import io.github.sealframe.core.RelativePath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** A package tree with legal but nasty names, and ways to change it: all of it from one seed. */
final class RandomTree {
  /** Ways to change a tree; a seed's remainder says which. */
  static final int WAYS = 11;

  private static final List<String> PIECES =
      List.of(
          "a",
          "B",
          "7",
          " ",
          "  ",
          "'",
          "\"",
          "$(touch pwned)",
          "`",
          "$HOME",
          "(",
          ")",
          "-",
          "--",
          "#",
          "*",
          "?",
          "[x]",
          "{y}",
          "&",
          ";",
          "|",
          "<",
          ">",
          "~",
          "!",
          "%s",
          "=",
          ",",
          "\u00fc",
          "\u00e9t\u00e9",
          "\uff5e",
          "\ud83d\ude00",
          "\u4e2d",
          "\u200b",
          ".x",
          "_",
          "#end",
          "-n");

  private final Random random;
  private final int way;
  private final Set<String> folded = new HashSet<>();

  RandomTree(long seed) {
    random = new Random(seed);
    way = Math.floorMod(seed, WAYS);
  }

  /** Makes a tree in {@code root}, which must not exist yet. */
  Path make(Path root) throws IOException {
    Files.createDirectory(root);
    SampleTree.mode(root, 0755);
    List<String> folders = new ArrayList<>(List.of(""));
    int entries = 3 + random.nextInt(40);
    for (int i = 0; i < entries; i++) {
      String path = newPath(folders.get(random.nextInt(folders.size())));
      if (random.nextInt(4) == 0 && path.length() < 300) {
        folder(root.resolve(path));
        folders.add(path + "/");
      } else {
        file(root, path);
      }
    }
    file(root, newPath(""));
    return root;
  }

  private String newPath(String prefix) {
    while (true) {
      StringBuilder name = new StringBuilder();
      int pieces = random.nextInt(20) == 0 ? 150 : 1 + random.nextInt(5);
      for (int i = 0; i < pieces && name.length() < 80; i++) {
        name.append(PIECES.get(random.nextInt(PIECES.size())));
      }
      String path = prefix + (random.nextInt(30) == 0 ? "n".repeat(255) : name);
      if (RelativePath.refusal(path).isEmpty() && folded.add(new RelativePath(path).folded())) {
        return path;
      }
    }
  }

  private void file(Path root, String path) throws IOException {
    int size = random.nextInt(5) == 0 ? 0 : random.nextInt(random.nextInt(8) == 0 ? 200_000 : 500);
    byte[] bytes = new byte[path.isEmpty() ? 0 : size];
    random.nextBytes(bytes);
    Files.write(root.resolve(path), bytes);
    SampleTree.mode(root.resolve(path), random.nextBoolean() ? 0755 : 0644);
  }

  private static void folder(Path path) throws IOException {
    Files.createDirectory(path);
    SampleTree.mode(path, 0755);
  }

  /** Does one thing to {@code root} that makes it another tree, and says what. */
  String mutate(Path root) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(root)) {
      all = walk.filter(path -> !path.equals(root)).sorted().toList();
    }
    List<Path> files = all.stream().filter(Files::isRegularFile).toList();
    Path file = files.get(random.nextInt(files.size()));
    Path any = all.get(random.nextInt(all.size()));
    Path changed =
        switch (way) {
          case 0 -> flip(file);
          case 1 -> write(file, concat(Files.readAllBytes(file), new byte[1]));
          case 2 -> truncate(file);
          case 3 -> added(root);
          case 4 -> remove(file);
          case 5 -> Files.move(any, root.resolve(newPath("")));
          case 6 -> mode(any);
          case 7 -> link(any, root);
          case 8 -> Files.createLink(root.resolveSibling("outside"), file);
          case 9 -> twin(file);
          default -> emptyFolder(root);
        };
    return "way " + way + " at " + changed;
  }

  private Path flip(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    if (bytes.length == 0) {
      return write(file, new byte[1]);
    }
    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    return write(file, bytes);
  }

  private Path truncate(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    return bytes.length == 0
        ? write(file, new byte[1])
        : write(file, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
  }

  private static byte[] concat(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static Path write(Path file, byte[] bytes) throws IOException {
    return Files.write(file, bytes);
  }

  private Path added(Path root) throws IOException {
    String path = newPath("");
    file(root, path);
    return root.resolve(path);
  }

  private static Path remove(Path file) throws IOException {
    Files.delete(file);
    return file;
  }

  private Path mode(Path path) throws IOException {
    int before = (Integer) Files.getAttribute(path, "unix:mode") & 07777;
    int mode = random.nextInt(010000);
    SampleTree.mode(path, mode == before ? mode ^ 0100 : mode);
    return path;
  }

  private static Path link(Path any, Path root) throws IOException {
    Path away = Files.move(any, root.resolveSibling("away"));
    return Files.createSymbolicLink(any, away);
  }

  private Path twin(Path file) throws IOException {
    String name = file.getFileName().toString();
    String other = name.toUpperCase(Locale.ROOT);
    other = other.equals(name) ? name.toLowerCase(Locale.ROOT) : other;
    Path twin = file.resolveSibling(other.equals(name) ? name + "x" : other);
    if (Files.exists(twin) || twin.getFileName().toString().length() > 200) {
      return remove(file);
    }
    Files.write(twin, Files.readAllBytes(file));
    SampleTree.mode(twin, 0644);
    return twin;
  }

  private Path emptyFolder(Path root) throws IOException {
    Path path = root.resolve(newPath(""));
    folder(path);
    return path;
  }
}
