package io.github.sealframe.integrity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A small package tree with every kind of legal name that something could trip over. */
final class SampleTree {
  static final String QUOTED = "it's \"quoted\" $(touch pwned) `touch pwned` (x)";
  static final String LONG =
      "long/" + "\u00e9t\u00e9 ".repeat(20) + "x/" + "y".repeat(120) + "/" + "z".repeat(200);

  private SampleTree() {}

  /** Makes the tree below {@code root}, which must not exist yet. */
  static Path make(Path root) {
    return make(root, 150);
  }

  /**
   * Makes it with only as many files in {@code mod} as the fixtures need: for tests without nodes.
   */
  static Path makeSmall(Path root) {
    return make(root, 8);
  }

  private static Path make(Path root, int modules) {
    try {
      Files.createDirectories(root);
      file(root, "blender", 0755, "#!/bin/sh\necho a renderer\n".repeat(4000));
      file(root, "a b/" + QUOTED, 0644, "quoted");
      file(root, "a b/" + QUOTED + ".sh", 0755, "quoted");
      file(root, "-rf", 0644, "dash");
      file(root, "--/-n", 0644, "dash");
      file(root, "#end", 0644, "hash");
      file(root, "#d 0755 0 x", 0644, "line");
      file(root, "* ? [x] {y} & ; | < > ~ ! % %s =", 0644, "signs");
      file(root, "lib/two  spaces", 0644, "spaces");
      file(root, "lib/empty file", 0644, "");
      file(root, "lib/ba", 0644, "twelve bytes");
      file(root, "lib/ab", 0644, "bytes twelve");
      file(root, "lib-x", 0644, "sorts between lib and lib/");
      file(root, "data/\u00fc.bin", 0644, "umlaut");
      file(root, "data/\uff5e", 0644, "U+FF5E, before U+1F600 in UTF-8 and after it in UTF-16");
      file(root, "data/\ud83d\ude00", 0644, "U+1F600");
      file(root, LONG, 0644, "long");
      Files.createDirectories(root.resolve("lib/empty/inner"));
      Files.createDirectories(root.resolve("mod"));
      for (int i = 0; i < modules; i++) {
        file(root, "mod/m" + i + ".py", 0644, "print(" + i + ")\n");
      }
      try (Stream<Path> all = Files.walk(root)) {
        all.filter(Files::isDirectory).forEach(folder -> mode(folder, 0755));
      }
      return root;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void file(Path root, String path, int mode, String text) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, text.getBytes(StandardCharsets.UTF_8));
    mode(file, mode);
  }

  static void mode(Path path, int mode) {
    try {
      Files.setAttribute(path, "unix:mode", mode);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
