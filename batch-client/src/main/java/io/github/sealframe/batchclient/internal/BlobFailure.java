package io.github.sealframe.batchclient.internal;

import com.azure.storage.blob.models.BlobStorageException;
import io.github.sealframe.core.AccessRefusal;
import io.github.sealframe.core.Refusal;
import io.github.sealframe.core.ServiceRefusal;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.TimeoutException;

/** Turns what the Blob service answered, or that it did not, into a refusal. */
final class BlobFailure {
  private BlobFailure() {}

  /** Whether a blob was there that must not be, or was not the one that it should be. */
  static boolean isConditionNotMet(BlobStorageException e) {
    int status = e.getStatusCode();
    String code = String.valueOf(e.getErrorCode());
    return status == 412
        || (status == 409 && code.equals("BlobAlreadyExists"))
        || (status == 404 && code.equals("BlobNotFound"));
  }

  /** What was thrown stays out: it holds the request's URL and the answer's body. */
  static Refusal refusal(String tried, String on, BlobStorageException e) {
    int status = e.getStatusCode();
    String why = "the Blob service answered HTTP " + status + code(e);
    if (status == 401 || status == 403) {
      return new AccessRefusal(
          tried,
          on,
          why,
          "check the account's key or the identity's role on the storage account, and this"
              + " machine's clock");
    }
    return new ServiceRefusal(
        tried,
        on,
        why,
        status == 429 || status >= 500
            ? "wait a while and try again"
            : "check the storage account and its containers");
  }

  private static String code(BlobStorageException e) {
    return e.getErrorCode() == null ? "" : " " + Redaction.of(e.getErrorCode().toString());
  }

  /**
   * For a failure below HTTP.
   *
   * @throws RuntimeException {@code e} itself, when it is something else
   */
  static Refusal noAnswer(String tried, String on, URI endpoint, RuntimeException e) {
    Throwable cause = e;
    while (cause != null) {
      if (cause instanceof InterruptedException) {
        Thread.currentThread().interrupt();
        return new ServiceRefusal(tried, on, "it was interrupted", "try again", cause);
      }
      if (cause instanceof IOException || cause instanceof TimeoutException) {
        return new ServiceRefusal(
            tried,
            on,
            "the Blob endpoint " + Origin.of(endpoint) + " does not answer",
            "check the address and the network, or start Azurite",
            cause);
      }
      cause = cause.getCause();
    }
    throw e;
  }
}
