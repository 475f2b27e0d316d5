package io.github.sealframe.batchclient.models;

import java.util.List;

/**
 * Why a task failed.
 *
 * @param category whose fault it is
 * @param code for programs, as {@code FailureExitCode}
 * @param message for people
 * @param details more about it
 */
public record BatchTaskFailureInfo(
    BatchErrorSourceCategory category, String code, String message, List<NameValuePair> details) {
  public BatchTaskFailureInfo {
    details = Copies.of(details);
  }
}
