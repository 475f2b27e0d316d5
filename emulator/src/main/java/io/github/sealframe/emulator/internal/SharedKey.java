package io.github.sealframe.emulator.internal;

import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Checks the {@code SharedKey} signature of a request. Thread-safe. */
final class SharedKey {

  private static final Duration LARGEST_SKEW = Duration.ofMinutes(15);
  private static final List<String> SIGNED_HEADERS =
      List.of(
          "Content-Encoding",
          "Content-Language",
          "Content-Length",
          "Content-MD5",
          "Content-Type",
          "Date",
          "If-Modified-Since",
          "If-Match",
          "If-None-Match",
          "If-Unmodified-Since",
          "Range");

  private final String account;
  private final byte[] key;
  private final Clock clock;

  SharedKey(String account, byte[] key, Clock clock) {
    this.account = account;
    this.key = key.clone();
    this.clock = clock;
  }

  /**
   * Passes a request that this account's key signed less than 15 minutes ago.
   *
   * @throws BatchError 403 {@code AuthenticationFailed} for any other
   */
  void check(String method, URI uri, Map<String, List<String>> query, Headers headers) {
    String authorization = header(headers, "Authorization");
    String prefix = "SharedKey " + account + ":";
    if (!authorization.startsWith(prefix)) {
      throw BatchError.authenticationFailed(
          "The Authorization header has to be 'SharedKey "
              + account
              + ":SIGNATURE'; another scheme or account was sent.");
    }
    byte[] sent =
        authorization.substring(prefix.length()).trim().getBytes(StandardCharsets.US_ASCII);
    String length = header(headers, "Content-Length");
    boolean matches = MessageDigest.isEqual(sign(method, uri, query, headers, length), sent);
    if (!matches && length.equals("0")) {
      // Clients differ in whether an empty body has an empty length or the length 0; Batch takes
      // both.
      matches = MessageDigest.isEqual(sign(method, uri, query, headers, ""), sent);
    }
    if (!matches) {
      throw BatchError.authenticationFailed(
          "The signature in the Authorization header is not that of the request.");
    }
    checkDate(headers);
  }

  private void checkDate(Headers headers) {
    String date =
        header(headers, "ocp-date").isEmpty()
            ? header(headers, "Date")
            : header(headers, "ocp-date");
    Instant sent;
    try {
      sent = Times.parseHttp(date);
    } catch (DateTimeException e) {
      throw BatchError.authenticationFailed(
          "Neither ocp-date nor Date is a date as RFC 1123 writes it: '" + date + "'");
    }
    if (Duration.between(sent, clock.instant()).abs().compareTo(LARGEST_SKEW) > 0) {
      throw BatchError.authenticationFailed(
          "The request's date " + date + " is more than 15 minutes from now.");
    }
  }

  private byte[] sign(
      String method, URI uri, Map<String, List<String>> query, Headers headers, String length) {
    StringBuilder text = new StringBuilder(method).append('\n');
    for (String name : SIGNED_HEADERS) {
      text.append(name.equals("Content-Length") ? length : header(headers, name)).append('\n');
    }
    TreeMap<String, String> own = new TreeMap<>();
    headers.forEach(
        (name, values) -> {
          String lower = name.toLowerCase(Locale.ROOT);
          if (lower.startsWith("ocp-")) {
            own.put(lower, String.join(",", values).trim());
          }
        });
    own.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
    text.append('/').append(account).append(uri.getRawPath());
    new TreeMap<>(query)
        .forEach(
            (name, values) ->
                text.append('\n').append(name).append(':').append(String.join(",", values)));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return Base64.getEncoder()
          .encode(mac.doFinal(text.toString().getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every Java runtime has HmacSHA256", e);
    }
  }

  private static String header(Headers headers, String name) {
    String value = headers.getFirst(name);
    return value == null ? "" : value;
  }
}
