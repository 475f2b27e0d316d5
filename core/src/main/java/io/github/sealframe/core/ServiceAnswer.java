package io.github.sealframe.core;

/**
 * What became of one operation of a service.
 *
 * @param operation name of the operation, as in {@code createPool}
 * @param status HTTP status of the last answer; 0 when there was none
 * @param code the service's own code, as in {@code PoolExists}; empty when it gave none
 * @param requestId the service's id of the last request, which its support asks for; empty when it
 *     gave none
 */
public record ServiceAnswer(String operation, int status, String code, String requestId) {
  /** Whether what was asked for is not there. */
  public boolean isNotFound() {
    return status == 404;
  }

  /** Whether what is there, or its state, stands against it. */
  public boolean isConflict() {
    return status == 409;
  }
}
