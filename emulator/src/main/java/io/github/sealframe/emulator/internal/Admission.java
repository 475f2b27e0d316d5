package io.github.sealframe.emulator.internal;

import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets requests in: those that the account's key signed, those of a task that has a token of its
 * job and, when the emulator has a bearer token, those that carry it. Never one with a credential
 * of Azure. Thread-safe.
 */
final class Admission {

  private static final Pattern BEARER = Pattern.compile("(?i)bearer +(\\S+) *");

  private final SharedKey sharedKey;
  private final Optional<String> token;
  private final TaskTokens tasks;

  Admission(SharedKey sharedKey, Optional<String> token, TaskTokens tasks) {
    this.sharedKey = sharedKey;
    this.token = token;
    this.tasks = tasks;
  }

  /**
   * Passes a request that may be answered.
   *
   * @throws BatchError 403 {@code AuthenticationFailed} for any other; it never repeats what was
   *     sent
   */
  void check(String method, URI uri, Map<String, List<String>> query, Headers headers) {
    List<String> sent = headers.getOrDefault("Authorization", List.of());
    if (sent.size() > 1) {
      throw BatchError.authenticationFailed("There is more than one Authorization header.");
    }
    Matcher bearer = BEARER.matcher(sent.isEmpty() ? "" : sent.get(0));
    if (bearer.matches()) {
      if (!tasks.admit(bearer.group(1), uri.getRawPath())) {
        checkToken(bearer.group(1));
      }
    } else if (Dialect.of(uri.getRawPath()) == Dialect.RESOURCE_MANAGER) {
      throw BatchError.authenticationFailed(
          "Azure Resource Manager takes no shared key. Send the emulator's bearer token, which"
              + " it has when it was started with one.");
    } else {
      sharedKey.check(method, uri, query, headers);
    }
  }

  private void checkToken(String sent) {
    Optional<String> issuer = EntraToken.issuer(sent);
    if (issuer.isPresent()) {
      throw BatchError.authenticationFailed(
          "This is the Sealframe emulator and no part of Azure: it takes no token of Microsoft"
              + " Entra, and one of "
              + issuer.get()
              + " was sent. Sign with the emulator's own key, or send its own token; and see to it"
              + " that the client sends its tokens to Azure only.");
    }
    if (token.isEmpty()) {
      throw BatchError.authenticationFailed(
          "The emulator was started without a bearer token. Sign with its key, or start it with"
              + " one.");
    }
    if (!MessageDigest.isEqual(bytes(token.get()), bytes(sent))) {
      throw BatchError.authenticationFailed("The bearer token is not the emulator's.");
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
