package io.github.sealframe.integrity;

import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.GateTask;
import io.github.sealframe.core.PackageTree;
import io.github.sealframe.core.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Prints how fast packages are hashed and proved, as ratios within one run: {@code
 * samples/bin/benchmark}. Everything is read once before it is timed, so that the disk is not what
 * is measured. The least time of some rounds counts; in each round, all take turns.
 */
final class IntegrityBenchmark {
  private static final int BLOCK = 1 << 17;
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

  private final Path folder;
  private final long bytes;
  private final int files;
  private final int rounds;

  private IntegrityBenchmark(Path folder, long bytes, int files, int rounds) {
    this.folder = folder;
    this.bytes = bytes;
    this.files = files;
    this.rounds = rounds;
  }

  /**
   * Needs no arguments.
   *
   * @param args MiB in each tree, files in the second tree, and rounds, 2048, 20000 and 3 unless
   *     told
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("sealframe-benchmark-");
    try {
      new IntegrityBenchmark(
              folder,
              (args.length > 0 ? Long.parseLong(args[0]) : 2048) << 20,
              args.length > 1 ? Integer.parseInt(args[1]) : 20_000,
              args.length > 2 ? Integer.parseInt(args[2]) : 3)
          .run();
    } finally {
      Command.ran("rm", "-rf", folder.toString());
    }
  }

  private void run() throws IOException, InterruptedException {
    System.out.printf("%d processors, %d MiB in each tree%n", PROCESSORS, bytes >> 20);
    Path one = tree("one", 1);
    Path many = tree("many", files);
    hashing("hashing one file", one, 1);
    hashing("hashing " + files + " files", many, PROCESSORS);
    cache("one file", one);
    cache(files + " files", many);
    verifier(many);
  }

  private Path tree(String name, int count) throws IOException {
    Path tree = Files.createDirectory(folder.resolve(name));
    byte[] block = new byte[BLOCK];
    new Random(1).nextBytes(block);
    for (int i = 0; i < count; i++) {
      Path inside = Files.createDirectories(tree.resolve("d" + i / 200));
      ByteBuffer.wrap(block).putInt(i); // No two files have the same content.
      try (OutputStream out = Files.newOutputStream(inside.resolve("f" + i))) {
        for (long left = bytes / count; left > 0; left -= block.length) {
          out.write(block, 0, (int) Math.min(left, block.length));
        }
      }
    }
    SampleTree.mode(tree, 0755);
    return tree;
  }

  /** The limit is what message digests do with bytes that are in memory already. */
  private void hashing(String title, Path tree, int threads)
      throws IOException, InterruptedException {
    String list = "find . -type f -print0 | xargs -0 -n 500 -P " + PROCESSORS;
    Map<String, Work> work = new LinkedHashMap<>();
    work.put("MessageDigest, " + threads + " threads", () -> digests(threads));
    work.put("Manifest.of", () -> Manifest.of(PackageTree.of(tree)));
    work.put(
        "openssl dgst -sha256, 1 process",
        () -> shell(tree, "find . -type f -print0 | xargs -0 openssl dgst -sha256"));
    work.put(
        "openssl dgst -sha256, " + PROCESSORS + " processes",
        () -> shell(tree, list + " openssl dgst -sha256"));
    work.put(
        "sha256sum, 1 process", () -> shell(tree, "find . -type f -print0 | xargs -0 sha256sum"));
    work.put("sha256sum, " + PROCESSORS + " processes", () -> shell(tree, list + " sha256sum"));
    compare(title, work, "Manifest.of");
  }

  private void digests(int threads) throws IOException {
    AllProcessors.each(
        threads,
        thread -> {
          byte[] block = new byte[BLOCK];
          MessageDigest digest = Sha256.digest();
          for (long left = bytes / threads; left > 0; left -= block.length) {
            digest.update(block);
          }
          digest.digest();
        });
  }

  private void cache(String title, Path tree) throws IOException, InterruptedException {
    Path digests = folder.resolve("digests");
    Map<String, Work> work = new LinkedHashMap<>();
    work.put("first run", () -> Manifest.of(PackageTree.of(tree), DigestCache.refreshed(digests)));
    work.put("second run", () -> Manifest.of(PackageTree.of(tree), DigestCache.trusted(digests)));
    compare("--trust-cache, " + title, work, "second run");
  }

  private void verifier(Path tree) throws IOException, InterruptedException {
    NodePackageGate packages = new NodePackageGate(folder.resolve("work"));
    var sealed = packages.seal(PackageTree.of(tree));
    GateTask gate = packages.check(sealed, ContainerRole.PACKAGES);
    Node node = new Node(Files.createDirectory(folder.resolve("node")));
    node.fetch(gate);
    proved(node.run(gate));
    Path manifest = node.task.resolve(VerifierScript.MANIFEST_NAME);
    Path installed = node.installed(sealed);
    Map<String, Work> work = new LinkedHashMap<>();
    work.put("sha256sum -c", () -> shell(installed, "sha256sum -c --quiet '" + manifest + "'"));
    for (String engine : List.of("openssl", "sha256sum")) {
      Map<String, String> environment = Map.of("SEALFRAME_TEST_ENGINE", engine);
      work.put(
          "verifier with " + engine, () -> proved(node.run(List.of("/bin/sh"), gate, environment)));
    }
    compare("proving " + files + " installed files", work, "sha256sum -c");
  }

  private static void proved(Node.Result result) throws IOException {
    if (result.exit() != 0) {
      throw new IOException(result.stderr());
    }
  }

  private static void shell(Path folder, String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("/bin/sh", "-c", command)
            .directory(folder.toFile())
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(command + " failed");
    }
  }

  /** Prints the least time of each, and how many times as fast as it {@code measured} is. */
  private void compare(String title, Map<String, Work> work, String measured)
      throws IOException, InterruptedException {
    Map<String, Double> seconds = new LinkedHashMap<>();
    for (int round = 0; round <= rounds; round++) {
      for (var each : work.entrySet()) {
        long start = System.nanoTime();
        each.getValue().run();
        double took = (System.nanoTime() - start) / 1e9;
        if (round > 0) { // The first one warms up.
          seconds.merge(each.getKey(), took, Math::min);
        }
      }
    }
    System.out.printf("%n%s%n", title);
    seconds.forEach(
        (name, took) ->
            System.out.printf(
                Locale.ROOT, "  %-40s %8.3f s  %6.2f%n", name, took, took / seconds.get(measured)));
  }

  @FunctionalInterface
  private interface Work {
    void run() throws IOException, InterruptedException;
  }
}
