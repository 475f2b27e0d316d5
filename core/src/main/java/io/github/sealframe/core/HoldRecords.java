package io.github.sealframe.core;

import java.util.Optional;

/**
 * Port: the durable hold record of one production, where no node can write. Implementations are
 * thread-safe; every method throws a {@link Refusal} when the record cannot be read or written, so
 * that whoever asks stops.
 */
public interface HoldRecords {
  /** The newest record, standing or released; empty when there has never been one. */
  Optional<Stored> read();

  /**
   * Writes a record.
   *
   * @param hold the record
   * @param replaced version of the record that it replaces; empty for the first one
   * @return false when another client wrote in between: read again
   */
  boolean write(Hold hold, Optional<String> replaced);

  /** Keeps a released record for ever, before another one takes its place; once is enough. */
  void archive(Hold released);

  /**
   * A record and its version.
   *
   * @param hold the record
   * @param etag its version, opaque
   */
  record Stored(Hold hold, String etag) {}
}
