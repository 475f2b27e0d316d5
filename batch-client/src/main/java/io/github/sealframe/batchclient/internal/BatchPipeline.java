package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpPipeline;
import com.azure.core.http.HttpPipelineBuilder;
import com.azure.core.http.policy.AddHeadersPolicy;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.http.policy.RequestIdPolicy;
import com.azure.core.http.policy.UserAgentPolicy;
import java.net.URI;

/** The way of one attempt to the Batch service: named, numbered and signed. Follows no redirect. */
final class BatchPipeline {
  private BatchPipeline() {}

  static HttpPipeline to(URI endpoint, HttpPipelinePolicy credential) {
    HttpHeaders headers =
        new HttpHeaders().set(HttpHeaderName.fromString("return-client-request-id"), "true");
    return new HttpPipelineBuilder()
        .httpClient(Transport.to(endpoint))
        .policies(
            new UserAgentPolicy(ClientVersion.USER_AGENT),
            new RequestIdPolicy("client-request-id"),
            new AddHeadersPolicy(headers),
            credential)
        .build();
  }
}
