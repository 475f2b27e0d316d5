package io.github.sealframe.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sealframe.core.PackageTree;
import io.github.sealframe.core.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DigestCacheTest {
  /** By this clock every file here is old enough to be kept. */
  private static final Clock LATER = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(1));

  @TempDir Path temp;
  private Path digests;
  private Path root;
  private PackageTree tree;
  private Sha256 pin;

  @BeforeEach
  void make() throws IOException {
    digests = temp.resolve("digests");
    root = SampleTree.makeSmall(temp.resolve("tree"));
    tree = PackageTree.of(root);
    pin = Manifest.of(tree).pin();
  }

  private Sha256 refreshed() throws IOException {
    return Manifest.of(tree, DigestCache.refreshed(digests, LATER)).pin();
  }

  private Sha256 trusted() throws IOException {
    return Manifest.of(tree, DigestCache.trusted(digests, LATER)).pin();
  }

  private Path file() throws IOException {
    try (Stream<Path> files = Files.list(digests)) {
      return files.reduce((one, other) -> Path.of("more than one")).orElseThrow();
    }
  }

  /** Makes every digest in the cache wrong, under a good digest of the whole: belief then shows. */
  private void lie() throws IOException {
    byte[] text = Files.readAllBytes(file());
    int end = text.length - 32;
    for (int at = 8 + 32; at < end; at += 64) {
      text[at] ^= 1;
    }
    MessageDigest digest = Sha256.digest();
    digest.update(text, 0, end);
    System.arraycopy(digest.digest(), 0, text, end, 32);
    Files.write(file(), text);
  }

  @Test
  void givesTheSamePinWithAndWithoutTrust() throws IOException {
    assertThat(refreshed()).isEqualTo(pin);
    assertThat(trusted()).isEqualTo(pin);
    assertThat(trusted()).isEqualTo(pin);
  }

  @Test
  void isBelievedOnlyWhereItIsTrusted() throws IOException {
    refreshed();
    lie();

    assertThat(trusted()).isNotEqualTo(pin);
    assertThat(refreshed()).isEqualTo(pin);
    assertThat(trusted()).isEqualTo(pin);
  }

  @Test
  void findsAChangeOfTheSameSizeAndTime() throws IOException {
    refreshed();
    Path changed = root.resolve("lib/ab");
    FileTime time = Files.getLastModifiedTime(changed);
    Files.writeString(changed, "BYTES twelve");
    Files.setLastModifiedTime(changed, time);
    Sha256 now = Manifest.of(tree).pin();

    assertThat(now).isNotEqualTo(pin);
    assertThat(trusted()).isEqualTo(now);
    assertThat(refreshed()).isEqualTo(now);
  }

  @Test
  void keepsNothingOfFilesThatHaveJustChanged() throws IOException {
    Manifest.of(tree, DigestCache.refreshed(digests, Clock.offset(LATER, Duration.ofMinutes(-2))));

    assertThat(Files.size(file())).isEqualTo(8 + 32);
    refreshed();
    assertThat(Files.size(file())).isGreaterThan(8 + 32);
  }

  @Test
  void isIgnoredWhenDamaged() throws IOException {
    refreshed();
    lie();
    byte[] whole = Files.readAllBytes(file());
    byte[] flipped = whole.clone();
    flipped[50] ^= 1;
    for (byte[] bad :
        new byte[][] {
          flipped, Arrays.copyOf(whole, whole.length - 1), new byte[0], new byte[100]
        }) {
      Files.write(file(), bad);
      assertThat(trusted()).isEqualTo(pin);
      assertThat(trusted()).isEqualTo(pin);
    }
  }

  @Test
  void isIgnoredWhenOthersCanWriteIt() throws IOException {
    refreshed();
    lie();
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw----"));

    assertThat(trusted()).isEqualTo(pin);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void isNoErrorWhenItCannotBeKept() throws IOException {
    Files.writeString(digests, "a file where the folder should be");

    assertThat(refreshed()).isEqualTo(pin);
    assertThat(trusted()).isEqualTo(pin);
  }

  @Test
  void aPackageIsSealedWithoutBeliefUnlessItIsAskedFor() throws IOException {
    Path work = temp.resolve("work");
    digests = NodePackageGate.digests(work);
    refreshed();
    lie();

    assertThat(new NodePackageGate(work).seal(tree).pin()).isEqualTo(pin);
  }
}
