package io.github.sealframe.batchclient.models;

import java.util.List;

/**
 * Why a pool has fewer nodes than asked.
 *
 * @param code for programs, as {@code AccountCoreQuotaReached}
 * @param message for people
 * @param values details
 */
public record ResizeError(String code, String message, List<NameValuePair> values) {
  public ResizeError {
    values = Copies.of(values);
  }
}
