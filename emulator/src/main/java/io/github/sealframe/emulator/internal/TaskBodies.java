package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * Keeps what tasks of one job were asked to be in few bytes: most of it stands in the job's first
 * task as well, and is not repeated. Guarded by the account's lock.
 */
final class TaskBodies {

  private static final int LONGEST_MODEL = 16_384;

  // Each takes a quarter of a megabyte outside the heap: a JVM has one, whose monitor is taken
  // last.
  private static final Deflater DEFLATER = new Deflater(Deflater.BEST_SPEED, true);
  private static final Inflater INFLATER = new Inflater(true);

  private byte[] model;
  private final Runnable onModel;

  /**
   * @param model against which tasks were packed before; empty for the next one's
   * @param onModel is told when that one comes
   */
  TaskBodies(byte[] model, Runnable onModel) {
    this.model = model;
    this.onModel = onModel;
  }

  /** Without it nothing can be unpacked. */
  byte[] model() {
    return model;
  }

  /** The packed form, of which {@link #unpack} makes an equal body. */
  byte[] pack(ObjectNode body) {
    try {
      byte[] json = Body.MAPPER.writeValueAsBytes(body);
      if (model.length == 0) {
        model = Arrays.copyOf(json, Math.min(json.length, LONGEST_MODEL));
        onModel.run();
      }
      synchronized (DEFLATER) {
        DEFLATER.reset();
        DEFLATER.setDictionary(model);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new DeflaterOutputStream(packed, DEFLATER)) {
          out.write(json);
        }
        return packed.toByteArray();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Nothing is written but memory", e);
    }
  }

  ObjectNode unpack(byte[] packed) {
    synchronized (INFLATER) {
      INFLATER.reset();
      INFLATER.setDictionary(model);
      try (InputStream json = new InflaterInputStream(new ByteArrayInputStream(packed), INFLATER)) {
        return (ObjectNode) Body.MAPPER.readTree(json);
      } catch (IOException e) {
        throw new UncheckedIOException("Nothing is read but memory", e);
      }
    }
  }
}
