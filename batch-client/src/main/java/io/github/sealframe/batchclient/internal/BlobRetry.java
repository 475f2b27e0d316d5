package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpPipelinePosition;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.RequestRetryCondition;
import com.azure.core.http.policy.RetryPolicy;
import com.azure.core.http.policy.RetryStrategy;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;

/**
 * Repeats a request that the Blob service could not take just now, or did not answer: at most
 * {@value #MAX_TRIES} times in all, after as long as {@code Retry-After} says, or else after a
 * random part of a pause that doubles. A service that asks for a pause longer than {@link
 * #LONGEST_PAUSE} is not waited for. Every request here may be repeated: each asks, or writes what
 * it wrote before, or on a condition that does not hold a second time.
 */
final class BlobRetry extends RetryPolicy {
  static final int MAX_TRIES = 4;
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  BlobRetry() {
    super(new Strategy());
  }

  /** Before the storage client signs, so that each try is signed anew. */
  @Override
  public HttpPipelinePosition getPipelinePosition() {
    return HttpPipelinePosition.PER_CALL;
  }

  private static final class Strategy implements RetryStrategy {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(400);
    private static final Set<Integer> FOR_NOW = Set.of(408, 429, 500, 502, 503, 504);

    @Override
    public int getMaxRetries() {
      return MAX_TRIES - 1;
    }

    @Override
    public Duration calculateRetryDelay(int retries) {
      long most = Math.min(LONGEST_PAUSE.toMillis(), FIRST_PAUSE.toMillis() << retries);
      return Duration.ofMillis(ThreadLocalRandom.current().nextLong(most));
    }

    @Override
    public boolean shouldRetryCondition(RequestRetryCondition condition) {
      HttpResponse answer = condition.getResponse();
      return answer == null
          ? isBrokenLine(condition.getThrowable())
          : FOR_NOW.contains(answer.getStatusCode()) && isSoon(answer);
    }

    private static boolean isBrokenLine(Throwable thrown) {
      for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
        if (cause instanceof IOException || cause instanceof TimeoutException) {
          return true;
        }
      }
      return false;
    }

    /** A date in place of seconds is not used by storage, and is not waited for. */
    private static boolean isSoon(HttpResponse answer) {
      String after = answer.getHeaderValue(HttpHeaderName.RETRY_AFTER);
      try {
        return after == null || Long.parseLong(after) <= LONGEST_PAUSE.toSeconds();
      } catch (NumberFormatException e) {
        return false;
      }
    }
  }
}
