package io.github.sealframe.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sealframe.core.PackageTree;
import io.github.sealframe.core.Sha256;
import io.github.sealframe.integrity.TreeRefusal.Kind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Somebody writes to a file while it is read. Its first and its last byte are never both 1, but a
 * reader that meets it between two writes sees that: a torn state, which no file ever had.
 */
class ChangingFileTest {
  /** Takes longer to read than the clock of a file system takes to tick. */
  private static final int SIZE = 32 << 20;

  private static final int READS = 30;

  @TempDir Path temp;
  private final AtomicBoolean written = new AtomicBoolean();
  private CompletableFuture<Void> writer;
  private Path tree;
  private Manifest torn;

  @BeforeEach
  void start() throws IOException {
    tree = Files.createDirectory(temp.resolve("tree"));
    SampleTree.mode(tree, 0755);
    Path file = tree.resolve("file");
    byte[] bytes = new byte[SIZE];
    bytes[0] = 1;
    bytes[SIZE - 1] = 1;
    Files.write(file, bytes);
    SampleTree.mode(file, 0644);
    torn = Manifest.of(PackageTree.of(tree));
    put(file, SIZE - 1, 0);
    writer = CompletableFuture.runAsync(() -> write(file));
  }

  @AfterEach
  void stop() {
    written.set(true);
    writer.join();
  }

  private static void put(Path file, long at, int value) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {(byte) value}), at);
    }
  }

  private void write(Path file) {
    try {
      for (int last = SIZE - 1; !written.get(); last = SIZE - 1 - last) {
        put(file, SIZE - 1 - last, 0);
        put(file, last, 1);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void isRefusedAndNeverHasTheDigestOfATornState() throws IOException {
    int refused = 0;
    for (int i = 0; i < READS; i++) {
      try {
        Sha256 pin = Manifest.of(PackageTree.of(tree)).pin();
        assertThat(pin).isNotEqualTo(torn.pin());
      } catch (TreeRefusal refusal) {
        assertThat(refusal.kind()).isEqualTo(Kind.CHANGING);
        assertThat(refusal.path()).isEqualTo(tree.resolve("file").toString());
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void isNeverFoundToBeWhatATornStateWouldBe() throws IOException {
    int refused = 0;
    for (int i = 0; i < READS; i++) {
      try {
        assertThat(torn.check(tree)).isNotEmpty();
      } catch (TreeRefusal refusal) {
        assertThat(refusal.kind()).isEqualTo(Kind.CHANGING);
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }
}
