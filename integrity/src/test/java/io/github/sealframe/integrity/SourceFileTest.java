package io.github.sealframe.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.sealframe.core.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of all sizes that are read in another way. */
class SourceFileTest {
  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(
      ints = {
        0,
        1,
        1 << 17,
        (1 << 17) + 1,
        SourceFile.LARGE - 1,
        SourceFile.LARGE,
        SourceFile.LARGE + 1,
        SourceFile.LARGE + 12_345_678
      })
  void isDigestedAndCopiedWhole(int size) throws IOException {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    SourceFile file = SourceFile.at(Files.write(temp.resolve("file"), bytes));
    ByteArrayOutputStream copy = new ByteArrayOutputStream(size);

    assertThat(file.digest()).isEqualTo(Sha256.of(bytes));
    assertThat(file.copyTo(copy)).isEqualTo(Sha256.of(bytes));
    assertThat(copy.toByteArray()).isEqualTo(bytes);
  }

  @Test
  void whatFailsAheadIsToldWhenItIsReached() throws IOException {
    ReadableByteChannel broken =
        new ReadableByteChannel() {
          private boolean begun;

          @Override
          public int read(ByteBuffer block) throws IOException {
            if (begun) {
              throw new IOException("a bad sector");
            }
            begun = true;
            block.put((byte) 7);
            return 1;
          }

          @Override
          public boolean isOpen() {
            return true;
          }

          @Override
          public void close() {}
        };
    try (var ahead = new ReadAhead(broken)) {
      assertThat(ahead.next().remaining()).isEqualTo(1);
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(ahead::next)
          .havingCause()
          .withMessage("a bad sector");
    }
  }
}
