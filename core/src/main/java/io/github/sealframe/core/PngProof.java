package io.github.sealframe.core;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Proves that a stream is one whole PNG of a given size, in one pass and without holding the
 * picture: every chunk's CRC, the header, pixel data that inflate to exactly the bytes that the
 * header promises, an end, and nothing behind it.
 */
final class PngProof {
  private static final long SIGNATURE = 0x89504E470D0A1A0AL;
  private static final int HEADER_BYTES = 13;

  private final Resolution resolution;
  private final CheckedInputStream in;
  private final DataInputStream data;
  private final Inflater inflater = new Inflater();
  private final byte[] buffer = new byte[32 * 1024];
  private final byte[] pixels = new byte[64 * 1024];
  private long missing = -1;

  private PngProof(Resolution resolution, InputStream in) {
    this.resolution = resolution;
    this.in = new CheckedInputStream(in, new CRC32());
    this.data = new DataInputStream(this.in);
  }

  /** A stream that is not one whole PNG of the planned size; the message is the reason. */
  static final class NotProvedException extends IOException {
    NotProvedException(String reason) {
      super(reason);
    }

    NotProvedException(String reason, Throwable cause) {
      super(reason, cause);
    }
  }

  /**
   * Reads {@code in} to its end.
   *
   * @throws NotProvedException when it is not such a PNG
   */
  static void prove(Resolution resolution, InputStream in) throws IOException {
    PngProof proof = new PngProof(resolution, in);
    try {
      proof.run();
    } catch (EOFException e) {
      throw new NotProvedException("it ends too early", e);
    } catch (DataFormatException e) {
      throw new NotProvedException("its pixel data do not inflate", e);
    } finally {
      proof.inflater.end();
    }
  }

  private void run() throws IOException, DataFormatException {
    if (data.readLong() != SIGNATURE) {
      throw new NotProvedException("it is not a PNG");
    }
    while (!chunk()) {
      // Each call reads one chunk.
    }
    if (missing != 0 || !inflater.finished()) {
      throw new NotProvedException("it has fewer pixels than its header says");
    }
    if (data.read() >= 0) {
      throw new NotProvedException("it has bytes behind its end");
    }
  }

  /** Reads one chunk and says whether it was the last. */
  private boolean chunk() throws IOException, DataFormatException {
    int length = data.readInt();
    if (length < 0) {
      throw new NotProvedException("a chunk has an impossible length");
    }
    in.getChecksum().reset();
    String type = new String(data.readNBytes(4), StandardCharsets.ISO_8859_1);
    switch (type) {
      case "IHDR" -> header(length);
      case "IDAT" -> pixelData(length);
      default -> skip(length);
    }
    int crc = (int) in.getChecksum().getValue();
    if (data.readInt() != crc) {
      throw new NotProvedException("a chunk has a wrong checksum");
    }
    return type.equals("IEND");
  }

  private void header(int length) throws IOException {
    if (length != HEADER_BYTES || missing >= 0) {
      throw new NotProvedException("its header is not one");
    }
    int width = data.readInt();
    int height = data.readInt();
    int depth = data.readUnsignedByte();
    int colour = data.readUnsignedByte();
    int compression = data.readUnsignedByte();
    int filter = data.readUnsignedByte();
    int interlace = data.readUnsignedByte();
    if (width != resolution.width() || height != resolution.height()) {
      throw new NotProvedException("it is " + width + "x" + height + ", not " + resolution);
    }
    if (compression != 0 || filter != 0 || interlace != 0) {
      throw new NotProvedException("it is stored in a way that Blender does not write");
    }
    long bitsInRow = (long) width * depth * channels(colour);
    missing = height * (1 + (bitsInRow + 7) / 8);
  }

  private static int channels(int colour) throws IOException {
    return switch (colour) {
      case 0, 3 -> 1;
      case 2 -> 3;
      case 4 -> 2;
      case 6 -> 4;
      default -> throw new NotProvedException("it has an unknown colour type");
    };
  }

  private void pixelData(int length) throws IOException, DataFormatException {
    if (missing < 0) {
      throw new NotProvedException("it has pixels before its header");
    }
    for (int left = length; left > 0; ) {
      int read = data.read(buffer, 0, Math.min(left, buffer.length));
      if (read < 0) {
        throw new EOFException();
      }
      left -= read;
      inflate(read);
    }
  }

  private void inflate(int bytes) throws IOException, DataFormatException {
    inflater.setInput(buffer, 0, bytes);
    int inflated;
    do {
      inflated = inflater.inflate(pixels);
      missing -= inflated;
      if (missing < 0) {
        throw new NotProvedException("it has more pixels than its header says");
      }
    } while (inflated > 0);
  }

  private void skip(int length) throws IOException {
    data.skipNBytes(length);
  }
}
