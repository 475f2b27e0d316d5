package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.AddHeadersPolicy;
import com.azure.core.http.policy.ExponentialBackoffOptions;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.http.policy.RequestIdPolicy;
import com.azure.core.http.policy.RequestRetryCondition;
import com.azure.core.http.policy.RetryOptions;
import com.azure.core.http.policy.RetryPolicy;
import com.azure.core.http.policy.UserAgentPolicy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;

/**
 * The way of a request to the Batch service: named, tried again when that may help, and then signed
 * for each attempt. Every operation of {@link BatchOperations} may be tried again: a repeated
 * create is answered with 409, which counts as there.
 */
final class BatchPipeline {
  private static final int MAX_RETRIES = 4;

  /** A service that cannot be reached at all is not waited for long. */
  private static final int MAX_CONNECT_RETRIES = 2;

  private static final Duration BASE_DELAY = Duration.ofMillis(200);
  private static final Duration MAX_DELAY = Duration.ofSeconds(10);

  private BatchPipeline() {}

  static HttpPipeline to(URI endpoint, HttpPipelinePolicy credential) {
    RetryOptions retries =
        new RetryOptions(
                new ExponentialBackoffOptions()
                    .setMaxRetries(MAX_RETRIES)
                    .setBaseDelay(BASE_DELAY)
                    .setMaxDelay(MAX_DELAY))
            .setShouldRetryCondition(BatchPipeline::isWorthRetrying);
    com.azure.core.http.HttpHeaders headers = new com.azure.core.http.HttpHeaders();
    headers.set(HttpHeaderName.fromString("return-client-request-id"), "true");
    return new HttpPipelineBuilder()
        .httpClient(Transport.to(endpoint))
        .policies(
            new UserAgentPolicy(ClientVersion.USER_AGENT),
            new RequestIdPolicy("client-request-id"),
            new AddHeadersPolicy(headers),
            new RetryPolicy(retries),
            credential)
        .build();
  }

  private static boolean isWorthRetrying(RequestRetryCondition condition) {
    HttpResponse response = condition.getResponse();
    if (response != null) {
      int status = response.getStatusCode();
      return status == 408 || status == 429 || (status >= 500 && status != 501 && status != 505);
    }
    Throwable thrown = condition.getThrowable();
    if (thrown instanceof UncheckedIOException wrapped) {
      thrown = wrapped.getCause();
    }
    if (thrown instanceof ConnectException || thrown instanceof HttpConnectTimeoutException) {
      return condition.getTryCount() < MAX_CONNECT_RETRIES;
    }
    return thrown instanceof IOException;
  }
}
