package io.github.sealframe.batchclient.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.BlobStore;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.Content;
import io.github.sealframe.core.Hold;
import io.github.sealframe.core.HoldRecords;
import io.github.sealframe.core.IntegrityRefusal;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.ServiceRefusal;
import java.io.IOException;
import java.util.Optional;

/**
 * The hold record, as JSON in a blob of the control container, on which no node has a right. What
 * cannot be read is no "no hold": it is refused. Thread-safe.
 */
final class BlobHoldRecords implements HoldRecords {
  static final BlobRef PLACE = new BlobRef(ContainerRole.CONTROL, "hold/current.json");

  private static final int MAX_BYTES = 4 << 20;

  /** The document itself tells which fields an earlier version did not write. */
  private static final ObjectReader READER =
      Json.STRICT
          .readerFor(HoldDocument.class)
          .without(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES);

  private final BlobStore blobs;
  private final ProductionCode production;

  BlobHoldRecords(BlobStore blobs, ProductionCode production) {
    this.blobs = blobs;
    this.production = production;
  }

  @Override
  public Optional<Stored> read() {
    return blobs.open(PLACE).map(this::read);
  }

  private Stored read(BlobStore.OpenBlob open) {
    byte[] bytes;
    try (open) {
      bytes = open.stream().readNBytes(MAX_BYTES);
    } catch (IOException e) {
      throw new ServiceRefusal("read", "the hold record", "the connection broke", "try again", e);
    }
    Hold hold = parse(bytes);
    if (!hold.production().equals(production)) {
      throw unreadable("it is that of another production");
    }
    return new Stored(hold, open.properties().etag());
  }

  private static Hold parse(byte[] bytes) {
    try {
      return HoldDocument.hold(READER.readValue(bytes));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      // Not its cause: it repeats words of a text that anybody may have written.
      throw unreadable("it is not a hold record of this version");
    } catch (IOException e) {
      throw new AssertionError("bytes in memory can be read", e);
    }
  }

  private static IntegrityRefusal unreadable(String why) {
    return new IntegrityRefusal(
        "read",
        "the hold record " + PLACE,
        why,
        "find out who wrote it; until it can be read, nothing runs");
  }

  @Override
  public boolean write(Hold hold, Optional<String> replaced) {
    return replaced.isPresent()
        ? put(() -> blobs.replace(PLACE, content(hold), replaced.get()))
        : put(() -> blobs.putIfAbsent(PLACE, content(hold)));
  }

  @Override
  public void archive(Hold released) {
    BlobRef place = new BlobRef(ContainerRole.CONTROL, "hold/" + released.id() + ".json");
    put(() -> blobs.putIfAbsent(place, content(released)));
  }

  private static Content content(Hold hold) throws IOException {
    return Content.of(
        Json.STRICT.writerWithDefaultPrettyPrinter().writeValueAsString(HoldDocument.of(hold)));
  }

  private static boolean put(Put put) {
    try {
      return put.run();
    } catch (IOException e) {
      throw new AssertionError("text in memory can be read", e);
    }
  }

  /** A write of a text in memory. */
  @FunctionalInterface
  private interface Put {
    boolean run() throws IOException;
  }
}
