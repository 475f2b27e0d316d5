package io.github.sealframe.batchclient.internal;

import io.github.sealframe.core.Refusal;
import io.github.sealframe.core.ServiceAnswer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;

/** Why one attempt at a call did not bring what was asked for. Holds nothing that was answered. */
public final class CallFailure extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Kinds of failure. */
  enum Kind {
    /** No connection: the service has seen nothing of the request. */
    NOT_SENT,
    /**
     * The connection broke, or no answer came in time: the service may have done what was asked.
     */
    NO_ANSWER,
    /** The service answered with another status than the expected ones. */
    ANSWERED,
    /** The other side's certificate is not one that is trusted here. */
    UNTRUSTED,
    /** The sign-in or the vault refused: nothing was sent; the cause is that refusal. */
    UNSIGNED,
    /** The answer is not one that the Batch service gives. */
    UNREADABLE,
    /** A page of a list is more than is read at once. */
    TOO_LARGE,
    /** The circuit breaker lets nothing through. */
    OUT_OF_ORDER,
    /** Too many requests of this program wait already. */
    CROWDED,
    /** The operation's deadline has passed. */
    TOO_LATE,
    /** The calling thread was interrupted. */
    INTERRUPTED
  }

  private final Kind kind;
  private final transient BatchFailure answer;
  private final Duration retryAfter;

  private CallFailure(
      Kind kind, String message, BatchFailure answer, Duration retryAfter, Throwable cause) {
    super(message, cause, false, false);
    this.kind = kind;
    this.answer = answer;
    this.retryAfter = retryAfter;
  }

  /** Without an answer, or with one that says nothing. */
  static CallFailure of(Kind kind, String message, Throwable cause) {
    return new CallFailure(kind, message, null, null, cause);
  }

  /**
   * With an answer.
   *
   * @param retryAfter how long the service asks to be left alone, or null
   */
  static CallFailure of(BatchFailure answer, Duration retryAfter) {
    return new CallFailure(Kind.ANSWERED, answer.why(), answer, retryAfter, null);
  }

  /**
   * Of what was thrown in place of an answer. azure-core wraps what its HTTP client throws, an
   * interrupt included.
   *
   * @return {@code thrown} itself, when it is something else
   */
  static RuntimeException unanswered(RuntimeException thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof Refusal refusal) {
        return of(Kind.UNSIGNED, refusal.getMessage(), refusal);
      }
      if (cause instanceof InterruptedException) {
        return of(Kind.INTERRUPTED, "it was interrupted", thrown);
      }
      if (cause instanceof CertificateException) {
        return of(Kind.UNTRUSTED, "its certificate is not trusted here", thrown);
      }
      if (cause instanceof ConnectException
          || cause instanceof HttpConnectTimeoutException
          || cause instanceof UnknownHostException
          || cause instanceof UnresolvedAddressException) {
        return of(Kind.NOT_SENT, "it does not answer", thrown);
      }
    }
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof IOException || cause instanceof TimeoutException) {
        return of(Kind.NO_ANSWER, "the connection broke before it answered", thrown);
      }
    }
    return thrown;
  }

  Kind kind() {
    return kind;
  }

  /** How long the service asks to be left alone, when it does. */
  Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }

  /** What the service answered to {@code operation}, when it did. */
  ServiceAnswer answer(String operation) {
    return answer == null
        ? new ServiceAnswer(operation, 0, "", "")
        : new ServiceAnswer(operation, answer.status(), answer.code(), answer.requestId());
  }

  private int status() {
    return answer == null ? 0 : answer.status();
  }

  /** Whether nothing was sent, or its answer not waited for, however the service is. */
  boolean isOfThisSide() {
    return kind == Kind.OUT_OF_ORDER || kind == Kind.CROWDED || kind == Kind.TOO_LATE;
  }

  /** Whether {@code thrown} says nothing about the endpoint: it may be well or not. */
  public static boolean isNoSign(Throwable thrown) {
    return !(thrown instanceof CallFailure failure)
        || failure.kind == Kind.INTERRUPTED
        || failure.kind == Kind.UNTRUSTED
        || failure.kind == Kind.UNSIGNED;
  }

  /** Whether {@code thrown} speaks against the endpoint, not against the request. */
  public static boolean isOutage(Throwable thrown) {
    return thrown instanceof CallFailure failure
        && (failure.kind == Kind.NOT_SENT
            || failure.kind == Kind.NO_ANSWER
            || failure.isServerError());
  }

  /** Whether the service has certainly not done what was asked, and may do it later. */
  boolean isDeclinedForNow() {
    return kind == Kind.NOT_SENT || ((status() == 429 || status() == 503) && answer.isOfService());
  }

  /** Whether another attempt may succeed, given that it does no harm. */
  boolean isTransient() {
    return kind == Kind.NOT_SENT
        || kind == Kind.NO_ANSWER
        || status() == 408
        || status() == 429
        || isServerError();
  }

  /** Whether the service may have done what was asked all the same. */
  boolean leavesOpen() {
    return kind == Kind.NO_ANSWER
        || kind == Kind.INTERRUPTED
        || kind == Kind.UNREADABLE
        || status() / 100 == 2
        || status() == 408
        || ((status() == 429 || isServerError()) && !isDeclinedForNow());
  }

  /** But for what the service will never do: 501 and 505. */
  private boolean isServerError() {
    return status() >= 500 && status() != 501 && status() != 505;
  }
}
