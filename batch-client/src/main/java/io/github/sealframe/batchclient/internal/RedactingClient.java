package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeader;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Takes secrets out of what a service says of a failure. The client libraries write such answers
 * into their logs and exceptions as they are, so this has to be done before they see them. A body
 * that is of another type than was asked for comes from somebody in between, and is left out.
 *
 * @param http sends the requests
 * @param bodyLimit how long the body of a failure may take, besides the last wait for bytes
 */
record RedactingClient(HttpClient http, Duration bodyLimit) implements HttpClient {
  private static final Duration BODY_LIMIT = Duration.ofSeconds(30);

  private static final Set<HttpMethod> WITHOUT_BODY =
      Set.of(HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);

  /** Storage writes the two that it has without quotes. */
  private static final Pattern PARAMETER =
      Pattern.compile(
          "(?<![a-z_])([a-z_]++)=(?:\"([^\"]*+)\""
              + "|(?<=authorization_uri=|resource_id=)([^\\s\",]++))");

  private static final Set<String> CHECKSUMS =
      Set.of("content-md5", "x-ms-blob-content-md5", "x-ms-content-crc64");

  /** Of 8 or 16 bytes, too short for a secret, though its letters may begin as those of a token. */
  private static final Pattern CHECKSUM = Pattern.compile("[A-Za-z0-9+/]{11}=|[A-Za-z0-9+/]{22}==");

  /** Longer bodies are no errors of a service. */
  private static final int MAX_BYTES = 1 << 20;

  RedactingClient(HttpClient http) {
    this(http, BODY_LIMIT);
  }

  @Override
  public Mono<HttpResponse> send(HttpRequest request) {
    return send(request, Context.NONE);
  }

  @Override
  public Mono<HttpResponse> send(HttpRequest request, Context context) {
    return http.send(request, context)
        .flatMap(
            answer ->
                isWanted(request, answer)
                    ? Mono.just(answer)
                    : firstOf(answer.getBody())
                        .map(body -> clean(request, answer, body))
                        .doFinally(end -> answer.close()));
  }

  private Mono<byte[]> firstOf(Flux<ByteBuffer> body) {
    return Mono.defer(
        () -> {
          ByteArrayOutputStream kept = new ByteArrayOutputStream();
          return body.doOnNext(part -> keep(part, kept))
              .takeUntil(part -> kept.size() == MAX_BYTES)
              .takeUntilOther(Mono.delay(bodyLimit))
              .then(Mono.fromSupplier(kept::toByteArray))
              // It broke off: its status says enough.
              .onErrorReturn(IOException.class, new byte[0]);
        });
  }

  private static void keep(ByteBuffer part, ByteArrayOutputStream kept) {
    byte[] bytes = new byte[Math.min(part.remaining(), MAX_BYTES - kept.size())];
    part.get(bytes);
    kept.writeBytes(bytes);
  }

  @Override
  public HttpResponse sendSync(HttpRequest request, Context context) {
    HttpResponse answer = http.sendSync(request, context);
    if (isWanted(request, answer)) {
      return answer;
    }
    try (answer;
        InputStream body = answer.getBodyAsInputStreamSync()) {
      return clean(request, answer, body == null ? new byte[0] : firstOf(body));
    } catch (IOException e) {
      Transport.passOnInterrupt(e);
      // It broke off: its status says enough.
      return clean(request, answer, new byte[0]);
    }
  }

  private byte[] firstOf(InputStream body) throws IOException {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    byte[] piece = new byte[8 << 10];
    long began = System.nanoTime();
    int count = 0;
    while (count >= 0
        && kept.size() < MAX_BYTES
        && System.nanoTime() - began < bodyLimit.toNanos()) {
      kept.write(piece, 0, count);
      count = body.read(piece, 0, Math.min(piece.length, MAX_BYTES - kept.size()));
    }
    return kept.toByteArray();
  }

  /** Whether its body is what was asked for. */
  private static boolean isWanted(HttpRequest request, HttpResponse answer) {
    if (answer.getStatusCode() / 100 != 2) {
      return false;
    }
    return isOf("json", request.getHeaders(), HttpHeaderName.ACCEPT)
        ? isOf("json", answer.getHeaders(), HttpHeaderName.CONTENT_TYPE)
        : !WITHOUT_BODY.contains(request.getHttpMethod());
  }

  private static boolean isOf(String type, HttpHeaders headers, HttpHeaderName name) {
    String value = headers.getValue(name);
    return value != null && value.toLowerCase(Locale.ROOT).contains(type);
  }

  private static HttpResponse clean(HttpRequest request, HttpResponse answer, byte[] body) {
    HttpHeaders headers = new HttpHeaders();
    answer.getHeaders().stream()
        .filter(header -> !header.getName().equalsIgnoreCase("Location"))
        .forEach(
            header ->
                headers.set(
                    HttpHeaderName.fromString(header.getName()),
                    isChecksum(header) ? header.getValue() : Redaction.of(header.getValue())));
    String challenge = headers.getValue(HttpHeaderName.WWW_AUTHENTICATE);
    if (challenge != null) {
      headers.set(
          HttpHeaderName.WWW_AUTHENTICATE,
          challenge(answer.getHeaderValue(HttpHeaderName.WWW_AUTHENTICATE)));
    }
    byte[] kept = answer.getStatusCode() / 100 == 2 ? new byte[0] : clean(request, headers, body);
    if (kept.length == 0) {
      headers.remove(HttpHeaderName.CONTENT_TYPE);
    }
    headers.set(HttpHeaderName.CONTENT_LENGTH, Integer.toString(kept.length));
    return new ReadAnswer(request, answer.getStatusCode(), headers, kept);
  }

  /** The challenge's parts; claims are sent back as they are, and look like a key. */
  private static String challenge(String text) {
    String parts =
        PARAMETER
            .matcher(text)
            .results()
            .map(
                part ->
                    part.group(1).equals("claims")
                        ? part.group()
                        : part.group(1) + "=\"" + Redaction.of(value(part)) + "\"")
            .collect(Collectors.joining(", "));
    return text.split(" ", 2)[0] + " " + parts;
  }

  private static String value(MatchResult part) {
    return part.group(2) == null ? part.group(3) : part.group(2);
  }

  private static byte[] clean(HttpRequest request, HttpHeaders headers, byte[] body) {
    boolean wantsXml = isOf("xml", request.getHeaders(), HttpHeaderName.ACCEPT);
    String clean = "";
    if (wantsXml && isOf("xml", headers, HttpHeaderName.CONTENT_TYPE)) {
      clean = Redaction.within(new String(body, StandardCharsets.UTF_8));
    } else if (!wantsXml && isOf("json", headers, HttpHeaderName.CONTENT_TYPE)) {
      clean = json(body);
    }
    return clean.getBytes(StandardCharsets.UTF_8);
  }

  private static String json(byte[] body) {
    try {
      return clean(Json.MAPPER.readTree(body)).toString();
    } catch (JsonProcessingException e) {
      return "";
    } catch (IOException e) {
      throw new AssertionError("bytes in memory can be read", e);
    }
  }

  private static boolean isChecksum(HttpHeader header) {
    return CHECKSUMS.contains(header.getName().toLowerCase(Locale.ROOT))
        && CHECKSUM.matcher(header.getValue()).matches();
  }

  private static JsonNode clean(JsonNode node) {
    if (node.isTextual()) {
      return TextNode.valueOf(Redaction.within(node.asText()));
    }
    if (node instanceof ObjectNode object) {
      object.properties().forEach(entry -> entry.setValue(clean(entry.getValue())));
    } else if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, clean(array.get(i)));
      }
    }
    return node;
  }
}
