package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.BinaryData;
import com.azure.core.util.Context;
import io.github.sealframe.core.DenyList;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.Refusal;
import java.util.List;
import java.util.function.Predicate;
import reactor.core.publisher.Mono;

/**
 * The last step before the wire: a request in which a word of the production stands is not sent
 * (control {@code batch-url-obfuscated}). What a package or a frame is made of is not looked into.
 *
 * @param http sends what has no word
 * @param words may not leave this machine
 * @param isContent of which requests the body is content of packages or of nodes
 */
record WordCheckingClient(HttpClient http, DenyList words, Predicate<HttpRequest> isContent)
    implements HttpClient {

  @Override
  public Mono<HttpResponse> send(HttpRequest request) {
    return send(request, Context.NONE);
  }

  @Override
  public Mono<HttpResponse> send(HttpRequest request, Context context) {
    return Mono.defer(
        () -> {
          check(request);
          return http.send(request, context);
        });
  }

  @Override
  public HttpResponse sendSync(HttpRequest request, Context context) {
    check(request);
    return http.sendSync(request, context);
  }

  private void check(HttpRequest request) {
    RequestWords found = new RequestWords(words);
    found.ofUrl(request.getUrl());
    found.ofHeaders(request.getHeaders());
    if (request.getBodyAsBinaryData() != null && !isContent.test(request)) {
      found.ofBody(replayable(request));
    }
    List<String> fields = found.fields();
    if (!fields.isEmpty()) {
      throw new PolicyRefusal(fields.stream().map(WordCheckingClient::problem).toList());
    }
  }

  private static byte[] replayable(HttpRequest request) {
    BinaryData body = request.getBodyAsBinaryData();
    if (!body.isReplayable()) {
      body = body.toReplayableBinaryData();
      request.setBody(body);
    }
    return body.toBytes();
  }

  private static String problem(String field) {
    return Refusal.line(
        "send",
        field,
        "a word of the production stands in it",
        "rename it (control batch-url-obfuscated)");
  }
}
