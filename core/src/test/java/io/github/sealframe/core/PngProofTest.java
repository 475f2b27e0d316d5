package io.github.sealframe.core;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PngProofTest {
  private static final Resolution SIZE = new Resolution(160, 90);
  private static byte[] png;

  @BeforeAll
  static void paint() throws IOException {
    png = png(BufferedImage.TYPE_INT_RGB);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_BYTE_GRAY,
        BufferedImage.TYPE_USHORT_GRAY,
        BufferedImage.TYPE_BYTE_BINARY
      })
  void acceptsWholePictures(int type) throws IOException {
    byte[] bytes = png(type);
    assertThatCode(() -> prove(bytes)).doesNotThrowAnyException();
  }

  @Test
  void refusesEveryTruncation() {
    for (int length = 0; length < png.length; length += 97) {
      refused(Arrays.copyOf(png, length), "");
    }
    refused(Arrays.copyOf(png, png.length - 1), "ends too early");
    refused(Arrays.copyOf(png, png.length - 12), "ends too early");
  }

  @Test
  void refusesAnyChangedByte() {
    Random random = new Random(7);
    for (int round = 0; round < 300; round++) {
      byte[] changed = png.clone();
      int at = random.nextInt(changed.length);
      changed[at] ^= (byte) (1 << random.nextInt(8));
      refused(changed, "");
    }
  }

  @Test
  void refusesWhatHangsBehindTheEnd() {
    refused(Arrays.copyOf(png, png.length + 1), "behind its end");
  }

  @Test
  void refusesAnotherSizeAndOtherFiles() {
    assertThatExceptionOfType(PngProof.NotProvedException.class)
        .isThrownBy(() -> PngProof.prove(new Resolution(160, 91), new ByteArrayInputStream(png)))
        .withMessage("it is 160x90, not 160x91");
    refused("GIF89a, and more than eight bytes".getBytes(StandardCharsets.UTF_8), "not a PNG");
  }

  private static void refused(byte[] bytes, String reason) {
    assertThatExceptionOfType(PngProof.NotProvedException.class)
        .isThrownBy(() -> prove(bytes))
        .withMessageContaining(reason);
  }

  private static void prove(byte[] bytes) throws IOException {
    PngProof.prove(SIZE, new ByteArrayInputStream(bytes));
  }

  private static byte[] png(int type) throws IOException {
    BufferedImage image = new BufferedImage(SIZE.width(), SIZE.height(), type);
    Random random = new Random(type);
    for (int y = 0; y < SIZE.height(); y++) {
      for (int x = 0; x < SIZE.width(); x++) {
        image.setRGB(x, y, random.nextInt());
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }
}
