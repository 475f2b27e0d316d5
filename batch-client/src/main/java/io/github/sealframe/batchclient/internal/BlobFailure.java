package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpHeaderName;
import com.azure.storage.blob.models.BlobStorageException;
import io.github.sealframe.core.AccessRefusal;
import io.github.sealframe.core.Refusal;
import io.github.sealframe.core.ServiceAnswer;
import io.github.sealframe.core.ServiceRefusal;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Turns what the Blob service answered, or that it did not, into a refusal. */
final class BlobFailure {
  private static final String KEPT = ": what has arrived is not sent again";

  private static final Set<String> NOT_THERE =
      Set.of("BlobNotFound", "ContainerNotFound", "ResourceNotFound");

  private BlobFailure() {}

  /** Whether a blob was there that must not be, or was not the one that it should be. */
  static boolean isConditionNotMet(BlobStorageException e) {
    int status = e.getStatusCode();
    String code = String.valueOf(e.getErrorCode());
    return (status == 412 && code.equals("ConditionNotMet"))
        || (status == 409 && code.equals("BlobAlreadyExists"))
        || (status == 404 && code.equals("BlobNotFound"));
  }

  /** Whether it is storage that says so: a gateway's 404 is no word on what is there. */
  static boolean isNotThere(BlobStorageException e) {
    return e.getStatusCode() == 404 && NOT_THERE.contains(String.valueOf(e.getErrorCode()));
  }

  /** Whether there is no blob of that name, and no block of one. */
  static boolean isNoSuchBlob(BlobStorageException e) {
    return e.getStatusCode() == 404 && String.valueOf(e.getErrorCode()).equals("BlobNotFound");
  }

  /** Whether blocks that were to become a blob are not there (any more). */
  static boolean isBlocksGone(BlobStorageException e) {
    return String.valueOf(e.getErrorCode()).equals("InvalidBlockList");
  }

  /** Makes a call; what goes wrong becomes a refusal. */
  static <T> T call(String tried, String on, URI endpoint, Supplier<T> call) {
    try {
      return call.get();
    } catch (BlobStorageException e) {
      throw refusal(tried, on, e);
    } catch (RuntimeException e) {
      throw noAnswer(tried, on, endpoint, e);
    }
  }

  /** What was thrown stays out: it holds the request's URL and the answer's body. */
  static Refusal refusal(String tried, String on, BlobStorageException e) {
    int status = e.getStatusCode();
    String code = e.getErrorCode() == null ? "" : Redaction.of(e.getErrorCode().toString());
    ServiceAnswer answer = new ServiceAnswer(tried, status, code, requestId(e));
    String why =
        "the Blob service answered HTTP "
            + status
            + (code.isEmpty() ? "" : " " + code)
            + (answer.requestId().isEmpty() ? "" : " (request " + answer.requestId() + ")");
    if (status == 401 || status == 403) {
      return new AccessRefusal(
          tried,
          on,
          why,
          "check the account's key or the identity's role on the storage account, and this"
              + " machine's clock",
          answer,
          null);
    }
    return new ServiceRefusal(tried, on, why, next(status, code), answer, null);
  }

  private static String next(int status, String code) {
    if (status == 429 || status >= 500) {
      return "wait a while and try again";
    }
    return switch (code) {
      case "Md5Mismatch" -> "it was damaged on its way, try again" + KEPT;
      case "InvalidBlockList" -> "another sender came between, try again";
      case "InvalidBlobOrBlock" ->
          "another program began to write that blob: find out which, wait a week until storage"
              + " forgets what it left, or write any blob of that name and remove it";
      default -> "check the storage account and its containers";
    };
  }

  private static String requestId(BlobStorageException e) {
    String id =
        e.getResponse() == null
            ? null
            : e.getResponse().getHeaderValue(HttpHeaderName.X_MS_REQUEST_ID);
    return id == null ? "" : Redaction.of(id);
  }

  /**
   * For a failure below HTTP.
   *
   * @throws RuntimeException {@code e} itself, when it is something else
   */
  static Refusal noAnswer(String tried, String on, URI endpoint, RuntimeException e) {
    return below(tried, on, endpoint, "check the address and the network, or start Azurite", "", e);
  }

  /**
   * For a failure below HTTP while something was being sent.
   *
   * @throws RuntimeException {@code e} itself, when it is something else
   */
  static Refusal cutOff(String tried, String on, URI endpoint, RuntimeException e) {
    return below(tried, on, endpoint, "check the network and try again", KEPT, e);
  }

  static Refusal interrupted(String tried, String on, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new ServiceRefusal(tried, on, "it was interrupted", "try again", e);
  }

  private static Refusal below(
      String tried, String on, URI endpoint, String next, String kept, RuntimeException e) {
    Throwable cause = e;
    while (cause != null) {
      if (cause instanceof CallFailure failure && failure.isOfThisSide()) {
        return BatchRemedies.unanswered(tried, on, at(endpoint), kept, failure);
      }
      if (cause instanceof Refusal refusal) { // Of the sign-in; the storage client wraps it.
        return refusal;
      }
      if (cause instanceof InterruptedException interruption) {
        return interrupted(tried, on, interruption);
      }
      if (cause instanceof IOException || cause instanceof TimeoutException) {
        return new ServiceRefusal(tried, on, at(endpoint) + " does not answer", next + kept, cause);
      }
      cause = cause.getCause();
    }
    throw e;
  }

  private static String at(URI endpoint) {
    return "the Blob endpoint " + Origin.of(endpoint);
  }
}
