package io.github.sealframe.batchclient.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.BlobStore;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.Content;
import io.github.sealframe.core.IntegrityRefusal;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.ServiceRefusal;
import io.github.sealframe.core.Sha256;
import io.github.sealframe.core.WrapRecord;
import io.github.sealframe.core.WrapRecords;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * The record that a production ends, as JSON in a blob of the control container, on which no node
 * has a right. What cannot be read is no "it goes on": it is refused. Thread-safe.
 */
final class BlobWrapRecords implements WrapRecords {
  /** What stays in the control container begins so. */
  static final String FOLDER = "wrap/";

  static final BlobRef PLACE = new BlobRef(ContainerRole.CONTROL, FOLDER + "wrap.json");

  private static final int MAX_BYTES = 1 << 20;
  private static final int VERSION = 1;

  private final BlobStore blobs;
  private final ProductionCode production;

  BlobWrapRecords(BlobStore blobs, ProductionCode production) {
    this.blobs = blobs;
    this.production = production;
  }

  /** Its written form; every field is always there. */
  record Document(
      int version, String production, String since, String stage, int downloaded, int discarded) {

    static Document of(WrapRecord record) {
      return new Document(
          VERSION,
          record.production().value(),
          record.since().toString(),
          record.stage().name(),
          record.downloaded(),
          record.discarded());
    }

    /**
     * @throws IllegalArgumentException when it is no record of this version
     */
    WrapRecord record() {
      if (version != VERSION || production == null || since == null || stage == null) {
        throw new IllegalArgumentException("not a record of this version");
      }
      try {
        return new WrapRecord(
            new ProductionCode(production),
            Instant.parse(since),
            WrapRecord.Stage.valueOf(stage),
            downloaded,
            discarded);
      } catch (DateTimeException e) {
        throw new IllegalArgumentException("not a time", e);
      }
    }
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
      throw new ServiceRefusal("read", "the wrap record", "the connection broke", "try again", e);
    }
    WrapRecord record = parse(bytes);
    if (!record.production().equals(production)) {
      throw unreadable("it is that of another production");
    }
    return new Stored(record, open.properties().etag());
  }

  private static WrapRecord parse(byte[] bytes) {
    try {
      Document document = Json.STRICT.readValue(bytes, Document.class);
      if (document != null) {
        return document.record();
      }
    } catch (JsonProcessingException | IllegalArgumentException e) {
      // Not its cause: it repeats words of a text that anybody may have written.
    } catch (IOException e) {
      throw new AssertionError("bytes in memory can be read", e);
    }
    throw unreadable("it is not a wrap record of this version");
  }

  private static IntegrityRefusal unreadable(String why) {
    return new IntegrityRefusal(
        "read",
        "the wrap record " + PLACE,
        why,
        "find out who wrote it; until it can be read, nothing begins");
  }

  @Override
  public boolean write(WrapRecord record, Optional<String> replaced) {
    try {
      Content content =
          Content.of(
              Json.STRICT.writerWithDefaultPrettyPrinter().writeValueAsString(Document.of(record)));
      return replaced.isPresent()
          ? blobs.replace(PLACE, content, replaced.get())
          : blobs.putIfAbsent(PLACE, content);
    } catch (IOException e) {
      throw new AssertionError("text in memory can be read", e);
    }
  }

  @Override
  public void keep(Sha256 digest, String report) {
    try {
      blobs.putIfAbsent(
          new BlobRef(ContainerRole.CONTROL, FOLDER + digest + ".report"), Content.of(report));
    } catch (IOException e) {
      throw new AssertionError("text in memory can be read", e);
    }
  }
}
