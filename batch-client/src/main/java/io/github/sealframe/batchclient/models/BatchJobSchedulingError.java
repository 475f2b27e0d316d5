package io.github.sealframe.batchclient.models;

import java.util.List;

/**
 * Why the service could not start a job.
 *
 * @param category whose fault it is
 * @param code for programs
 * @param message for people
 * @param details more about it
 */
public record BatchJobSchedulingError(
    BatchErrorSourceCategory category, String code, String message, List<NameValuePair> details) {
  public BatchJobSchedulingError {
    details = Copies.of(details);
  }
}
