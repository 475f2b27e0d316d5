package io.github.sealframe.integrity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One way of being wrong: a folder below {@code src/test/fixtures}, whose README says what lies in
 * it.
 *
 * @param folder where it lies
 * @param expected what each reader has to say, by its name
 */
record Wrong(Path folder, Map<String, String> expected) {
  private static final Path FIXTURES = Path.of("src/test/fixtures");

  /** Ways to change an installed {@link SampleTree}. */
  static List<Wrong> trees() {
    return in("trees");
  }

  /** Texts that are not manifests of the tree of {@link ManifestTest}. */
  static List<Wrong> manifests() {
    return in("manifests");
  }

  private static List<Wrong> in(String kind) {
    try (Stream<Path> folders = Files.list(FIXTURES.resolve(kind))) {
      return folders.sorted().map(Wrong::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Wrong read(Path folder) {
    try {
      return new Wrong(
          folder,
          Files.readAllLines(folder.resolve("expect")).stream()
              .map(line -> line.split(" ", 2))
              .collect(Collectors.toUnmodifiableMap(words -> words[0], words -> words[1])));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The word {@code index} of what {@code reader} has to say; the third one is all the rest. */
  private String word(String reader, int index) {
    String line = expected.get(reader);
    if (line == null) {
      throw new IllegalStateException(folder + ": `expect` has no line for " + reader);
    }
    String[] words = line.split(" ", 2);
    return index < words.length ? words[index] : "";
  }

  boolean seenByJava() {
    return !word("java", 0).equals("nothing");
  }

  /** The name of Java's kind of difference or refusal. */
  String javaKind() {
    return word("java", 0);
  }

  /** How the path begins, or the number of the line, that Java names. */
  String javaEvidence() {
    return word("java", 1);
  }

  int shellExit() {
    return Integer.parseInt(word("shell", 0));
  }

  /** Whether the shell, which knows names by their bytes alone, does prove such a package. */
  boolean provedByTheShell() {
    return expected.containsKey("shell") && shellExit() == 0;
  }

  /** As {@link #shellExit()}, where every tool is busybox's. */
  int busyboxExit() {
    return expected.containsKey("busybox") ? Integer.parseInt(word("busybox", 0)) : shellExit();
  }

  /** How the evidence of the shell begins. */
  String shellEvidence() {
    return word("shell", 1);
  }

  byte[] manifest() throws IOException {
    return Files.readAllBytes(folder.resolve("manifest"));
  }

  /** How the path begins that Java's refusal of a manifest names; empty when it names none. */
  String path() {
    return expected.getOrDefault("path", "");
  }

  boolean changesTheTree() {
    return Files.exists(folder.resolve("mutate.sh"));
  }

  /** Does it to {@code tree}. */
  void applyTo(Path tree) throws IOException, InterruptedException {
    Path script = folder.resolve("mutate.sh").toAbsolutePath();
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-euc", "umask 022; . \"$1\"", "sh", script.toString());
    builder.directory(tree.toFile());
    builder.redirectErrorStream(true);
    Process process = builder.start();
    process.getOutputStream().close();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(
          script + " failed; fixtures need root, and perl and setcap installed: " + told);
    }
  }

  @Override
  public String toString() {
    return folder.getFileName().toString();
  }
}
