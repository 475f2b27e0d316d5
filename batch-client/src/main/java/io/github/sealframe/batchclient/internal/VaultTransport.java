package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.util.Context;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sealframe.core.ServiceRefusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import reactor.core.publisher.Mono;

/**
 * What a vault answers, before the client library sees it: read within bounds, checked, and without
 * all that is not needed, so that none of it gets into a log or a message. A challenge that asks
 * for a token for anything but vaults, or from another authority, ends the request.
 *
 * @param vault who is asked
 * @param http follows no redirects
 */
record VaultTransport(VaultAddress vault, HttpClient http) implements HttpClient {
  static final HttpHeaderName ERROR_CODE = HttpHeaderName.fromString("x-ms-error-code");
  static final HttpHeaderName REQUEST_ID = HttpHeaderName.fromString("x-ms-request-id");

  /** Ten times what Key Vault allows a secret to have. */
  private static final int MAX_BYTES = 256 << 10;

  private static final Pattern PARAMETER = Pattern.compile("([a-z_]+)=\"?([^\",]*)\"?");
  private static final Pattern AUTHORITY =
      Pattern.compile("https://login\\.(microsoftonline\\.com|windows\\.net)/[0-9A-Za-z.-]+");
  private static final Pattern CLAIMS = Pattern.compile("[0-9A-Za-z+/=_-]+");
  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");
  private static final Pattern UUID = Pattern.compile("[0-9a-fA-F-]{36}");
  private static final Set<String> TIMES = Set.of("nbf", "exp", "created");
  private static final Set<String> ATTRIBUTES = Set.of("enabled", "nbf", "exp", "created");

  @Override
  public Mono<HttpResponse> send(HttpRequest request) {
    return Mono.fromCallable(() -> sendSync(request, Context.NONE));
  }

  @Override
  public HttpResponse sendSync(HttpRequest request, Context context) {
    // The caller's context would have the whole body read into memory, however long it is.
    try (HttpResponse answer = http.sendSync(request, Context.NONE)) {
      byte[] body = read(answer);
      HttpHeaders headers = headers(answer);
      if (answer.getStatusCode() == 200) {
        return new ReadAnswer(request, 200, headers, secret(json(body)));
      }
      headers.set(ERROR_CODE, VaultFailure.code(json(body)));
      return new ReadAnswer(request, answer.getStatusCode(), headers, new byte[0]);
    } catch (IOException e) {
      Transport.passOnInterrupt(e);
      throw new UncheckedIOException(e);
    }
  }

  private byte[] read(HttpResponse answer) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    try (InputStream in = answer.getBodyAsInputStreamSync()) {
      byte[] piece = new byte[8 << 10];
      for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
        body.write(piece, 0, count);
        if (body.size() > MAX_BYTES) {
          throw notKeyVault();
        }
      }
    }
    return body.toByteArray();
  }

  private HttpHeaders headers(HttpResponse answer) {
    HttpHeaders kept = new HttpHeaders();
    keep(answer, HttpHeaderName.RETRY_AFTER, SECONDS, kept);
    keep(answer, REQUEST_ID, UUID, kept);
    String challenge = answer.getHeaderValue(HttpHeaderName.WWW_AUTHENTICATE);
    if (answer.getStatusCode() == 401 && challenge != null) {
      kept.set(HttpHeaderName.WWW_AUTHENTICATE, checked(challenge));
    }
    return kept;
  }

  private static void keep(
      HttpResponse answer, HttpHeaderName name, Pattern form, HttpHeaders kept) {
    String value = answer.getHeaderValue(name);
    if (value != null && form.matcher(value).matches()) {
      kept.set(name, value);
    }
  }

  /** The challenge, written anew from the parts that were checked. */
  private String checked(String challenge) {
    Map<String, String> asked = new HashMap<>();
    Matcher parameters = PARAMETER.matcher(challenge);
    while (parameters.find()) {
      asked.put(parameters.group(1), parameters.group(2));
    }
    String authority = asked.getOrDefault("authorization", asked.get("authorization_uri"));
    boolean ours =
        asked.getOrDefault("resource", VaultAddress.RESOURCE).equals(VaultAddress.RESOURCE)
            && asked.getOrDefault("scope", VaultAddress.SCOPE).equals(VaultAddress.SCOPE)
            && authority != null
            && AUTHORITY.matcher(authority).matches();
    if (!ours) {
      throw new ServiceRefusal(
          "sign in to",
          "the key vault " + vault,
          "it asks for a token that is not one for key vaults of Azure",
          "find out who answers at that address");
    }
    String claims = asked.getOrDefault("claims", "");
    return "Bearer authorization=\""
        + authority
        + "\", resource=\""
        + VaultAddress.RESOURCE
        + "\""
        + (CLAIMS.matcher(claims).matches()
            ? ", error=\"insufficient_claims\", claims=\"" + claims + "\""
            : "");
  }

  private static JsonNode json(byte[] body) {
    try {
      return Json.MAPPER.readTree(body);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    } catch (IOException e) {
      throw new AssertionError("bytes in memory can be read", e);
    }
  }

  /** The parts of a secret that are used, each of the type that it has to have. */
  private byte[] secret(JsonNode body) {
    JsonNode attributes = body.path("attributes");
    if (!body.path("value").isTextual()
        || !body.path("id").asText().startsWith(vault + "/secrets/")
        || !attributes.path("enabled").isBoolean()
        || TIMES.stream().anyMatch(time -> !isTime(attributes.path(time)))) {
      throw notKeyVault();
    }
    ObjectNode kept = ((ObjectNode) body).retain("id", "value", "attributes");
    ((ObjectNode) attributes).retain(ATTRIBUTES);
    return kept.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static boolean isTime(JsonNode seconds) {
    return seconds.isMissingNode() || seconds.isNull() || seconds.isInt() || seconds.isLong();
  }

  private ServiceRefusal notKeyVault() {
    return VaultFailure.notKeyVault("read a secret of", "the key vault " + vault);
  }
}
