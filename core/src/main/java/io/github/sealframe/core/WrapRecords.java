package io.github.sealframe.core;

import java.util.Optional;

/**
 * Port: the durable record that a production ends, where no node can write. Implementations are
 * thread-safe; every method throws a {@link Refusal} when the record cannot be read or written, so
 * that whoever asks stops.
 */
public interface WrapRecords {
  /** The record; empty when the production goes on. */
  Optional<Stored> read();

  /**
   * Writes the record.
   *
   * @param record what is written
   * @param replaced version of the record that it replaces; empty for the first one
   * @return false when another client wrote in between: read again
   */
  boolean write(WrapRecord record, Optional<String> replaced);

  /** Keeps the text of a report beside the record for as long as the storage account lives. */
  void keep(Sha256 digest, String report);

  /**
   * Refuses new work of a production that ends.
   *
   * @throws PolicyRefusal when it ends, or has ended
   */
  default void refuseNewWork(String tried) {
    read()
        .ifPresent(
            stored -> {
              throw stored.record().refusal(tried);
            });
  }

  /**
   * Refuses what a production that ends may still do until it is taken away: to download, and to
   * release a hold.
   *
   * @throws PolicyRefusal when it is being taken away, or has been
   */
  default void refuseWhenDestroyed(String tried) {
    read()
        .map(Stored::record)
        .filter(record -> record.stage() != WrapRecord.Stage.ENDING)
        .ifPresent(
            record -> {
              throw record.refusal(tried);
            });
  }

  /**
   * A record and its version.
   *
   * @param record the record
   * @param etag its version, opaque
   */
  record Stored(WrapRecord record, String etag) {}
}
