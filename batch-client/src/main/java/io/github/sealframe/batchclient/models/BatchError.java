package io.github.sealframe.batchclient.models;

import java.util.List;

/**
 * Body of an answer that refuses a request; reason why one task of a collection was not added.
 *
 * @param code for programs, as {@code PoolNotFound}
 * @param message for people
 * @param values details
 */
public record BatchError(String code, BatchErrorMessage message, List<BatchErrorDetail> values) {
  public BatchError {
    values = Copies.of(values);
  }
}
