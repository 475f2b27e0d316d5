package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.policy.AddHeadersPolicy;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.http.policy.RequestIdPolicy;
import com.azure.core.http.policy.UserAgentPolicy;

/** The way of one attempt to a service: named, numbered and signed. Follows no redirect. */
final class BatchPipeline {
  private BatchPipeline() {}

  static HttpPipeline of(Dialect dialect, HttpClient http, HttpPipelinePolicy credential) {
    String id = "client-request-id";
    HttpHeaders headers =
        new HttpHeaders()
            .set(HttpHeaderName.fromString(dialect.headerPrefix + "return-" + id), "true");
    return new HttpPipelineBuilder()
        .httpClient(http)
        .policies(
            new UserAgentPolicy(ClientVersion.USER_AGENT),
            new RequestIdPolicy(dialect.headerPrefix + id),
            new AddHeadersPolicy(headers),
            credential)
        .build();
  }
}
