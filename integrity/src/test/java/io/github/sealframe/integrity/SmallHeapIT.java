package io.github.sealframe.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sealframe.core.PackageTree;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Manifests in a JVM of their own with little memory: what a tree needs of it is bounded. */
class SmallHeapIT {
  private static final int FILES = 100_000;

  @TempDir Path temp;

  @Test
  void aHundredThousandFilesFitSixtyFourMegabytesWithTheCacheAndWithout()
      throws IOException, InterruptedException {
    Path tree = manyFiles();
    Ended refreshed = manifest(64, "refreshed", tree);
    assertThat(refreshed.output()).hasSize(64);
    assertThat(manifest(64, "trusted", tree)).isEqualTo(refreshed);
    assertThat(refreshed.output()).isEqualTo(Manifest.of(PackageTree.of(tree)).pin().hex());

    // Where it does not fit, the run ends and says so: it neither hangs nor succeeds.
    Ended tooSmall = manifest(16, "refreshed", tree);
    assertThat(tooSmall.exit()).isNotZero();
    assertThat(tooSmall.output()).contains("OutOfMemoryError");
  }

  @Test
  @Tag("nightly")
  void aSparseFileOfFiftyGigabytesFitsSixtyFourMegabytes()
      throws IOException, InterruptedException {
    Path tree = Files.createDirectory(temp.resolve("tree"));
    try (var file = new RandomAccessFile(tree.resolve("huge").toFile(), "rw")) {
      file.setLength(50L << 30);
    }
    assertThat(manifest(64, "refreshed", tree).exit()).isZero();
  }

  private Path manyFiles() throws IOException {
    Path tree = temp.resolve("tree");
    for (int folder = 0; folder < FILES / 200; folder++) {
      Path inside = Files.createDirectories(tree.resolve("datafiles/a folder " + folder));
      for (int i = 0; i < 200; i++) {
        Files.writeString(inside.resolve("a file of usual length " + i + ".py"), folder + " " + i);
      }
    }
    return tree;
  }

  private Ended manifest(int megabytes, String trust, Path tree)
      throws IOException, InterruptedException {
    Path output = temp.resolve("output");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Xmx" + megabytes + "m",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                trust,
                temp.resolve("digests").toString(),
                tree.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("it ended").isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Ended(process.exitValue(), Files.readString(output).strip());
  }

  private record Ended(int exit, String output) {}

  /** Prints the pin of a tree. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) throws IOException {
      Path digests = Path.of(args[1]);
      DigestCache cache =
          args[0].equals("trusted") ? DigestCache.trusted(digests) : DigestCache.refreshed(digests);
      System.out.println(Manifest.of(PackageTree.of(Path.of(args[2])), cache).pin());
    }
  }
}
