package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpHeader;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpPipelineNextPolicy;
import com.azure.core.http.HttpPipelineNextSyncPolicy;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelinePolicy;
import com.azure.core.util.DateTimeRfc1123;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.SecretName;
import io.github.sealframe.core.Secrets;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import reactor.core.publisher.Mono;

/**
 * Signs each request with the Batch account's key (scheme {@code SharedKey}). Has its place after
 * the retry policy, so that every attempt has a date and a signature of its own. Thread-safe.
 */
final class SharedKeyPolicy implements HttpPipelinePolicy {
  private static final String ALGORITHM = "HmacSHA256";
  private static final List<HttpHeaderName> BEFORE_LENGTH =
      List.of(HttpHeaderName.CONTENT_ENCODING, HttpHeaderName.CONTENT_LANGUAGE);
  private static final List<HttpHeaderName> AFTER_LENGTH =
      List.of(
          HttpHeaderName.CONTENT_MD5,
          HttpHeaderName.CONTENT_TYPE,
          HttpHeaderName.DATE,
          HttpHeaderName.IF_MODIFIED_SINCE,
          HttpHeaderName.IF_MATCH,
          HttpHeaderName.IF_NONE_MATCH,
          HttpHeaderName.IF_UNMODIFIED_SINCE,
          HttpHeaderName.RANGE);

  private final String account;
  private final Supplier<SecretKeySpec> key;
  private final Clock clock;

  /**
   * @param account name of the Batch account
   * @param key its key in base64
   * @param clock tells each attempt's date
   */
  SharedKeyPolicy(String account, String key, Clock clock) {
    this(account, clock, always(keyOf(key)));
  }

  /**
   * With a key from a vault, which may be another one at the next attempt.
   *
   * @param account name of the Batch account
   * @param secrets where its key is, in base64
   * @param name name of the secret
   * @param clock tells each attempt's date
   */
  SharedKeyPolicy(String account, Secrets secrets, SecretName name, Clock clock) {
    this(account, clock, () -> keyOf(secrets, name));
  }

  private SharedKeyPolicy(String account, Clock clock, Supplier<SecretKeySpec> key) {
    this.account = account;
    this.key = key;
    this.clock = clock;
  }

  private static Supplier<SecretKeySpec> always(SecretKeySpec key) {
    return () -> key;
  }

  private static SecretKeySpec keyOf(Secrets secrets, SecretName name) {
    String key = secrets.read(name).value().strip(); // A key from a file ends with a line feed.
    try {
      return keyOf(key);
    } catch (IllegalArgumentException e) {
      // Not its cause: it shows a character of the key.
      throw new ConfigurationRefusal(
          "sign with",
          "secret " + name,
          "it is not the key of a Batch account in base64",
          "copy the whole key into the vault, with the equals signs at its end");
    }
  }

  private static SecretKeySpec keyOf(String base64) {
    return new SecretKeySpec(Base64.getDecoder().decode(base64), ALGORITHM);
  }

  @Override
  public Mono<HttpResponse> process(HttpPipelineCallContext context, HttpPipelineNextPolicy next) {
    return Mono.defer(
        () -> {
          sign(context.getHttpRequest());
          return next.process();
        });
  }

  @Override
  public HttpResponse processSync(
      HttpPipelineCallContext context, HttpPipelineNextSyncPolicy next) {
    sign(context.getHttpRequest());
    return next.processSync();
  }

  private void sign(HttpRequest request) {
    OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
    request.setHeader(HttpHeaderName.DATE, DateTimeRfc1123.toRfc1123String(now));
    byte[] text = stringToSign(request).getBytes(StandardCharsets.UTF_8);
    String signature = Base64.getEncoder().encodeToString(mac().doFinal(text));
    request.setHeader(HttpHeaderName.AUTHORIZATION, "SharedKey " + account + ":" + signature);
  }

  private Mac mac() {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key.get());
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new AssertionError("every Java platform has " + ALGORITHM, e);
    }
  }

  private String stringToSign(HttpRequest request) {
    StringBuilder text = new StringBuilder();
    text.append(request.getHttpMethod()).append('\n');
    BEFORE_LENGTH.forEach(name -> text.append(header(request, name)).append('\n'));
    String length = header(request, HttpHeaderName.CONTENT_LENGTH);
    text.append(length.equals("0") ? "" : length).append('\n');
    AFTER_LENGTH.forEach(name -> text.append(header(request, name)).append('\n'));
    text.append(ocpHeaders(request));
    text.append('/').append(account).append(request.getUrl().getPath());
    text.append(query(request));
    return text.toString();
  }

  private static String header(HttpRequest request, HttpHeaderName name) {
    String value = request.getHeaders().getValue(name);
    return value == null ? "" : value;
  }

  private static String ocpHeaders(HttpRequest request) {
    TreeMap<String, String> sorted = new TreeMap<>();
    for (HttpHeader header : request.getHeaders()) {
      String name = header.getName().toLowerCase(Locale.ROOT);
      if (name.startsWith("ocp-")) {
        sorted.put(name, header.getValue().trim());
      }
    }
    StringBuilder text = new StringBuilder();
    sorted.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
    return text.toString();
  }

  private static String query(HttpRequest request) {
    String query = request.getUrl().getQuery();
    TreeMap<String, String> sorted = new TreeMap<>();
    if (query != null) {
      for (String pair : query.split("&", -1)) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        sorted.put(decode(name).toLowerCase(Locale.ROOT), decode(value));
      }
    }
    StringBuilder text = new StringBuilder();
    sorted.forEach((name, value) -> text.append('\n').append(name).append(':').append(value));
    return text.toString();
  }

  private static String decode(String part) {
    return URLDecoder.decode(part, StandardCharsets.UTF_8);
  }
}
