package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Makes tokens in the name of pools' identities. They look as those of Microsoft Entra do, which is
 * all that Azurite asks for, and are signed by nobody: Azure takes none. Thread-safe.
 */
final class IdentityTokens {

  private static final Duration LIFE = Duration.ofMinutes(15);
  private static final String NO_TENANT = "00000000-0000-0000-0000-000000000000";
  private static final String STORAGE = "https://storage.azure.com/";
  private static final String MADE_BY = "the Sealframe emulator, and good for emulators only";

  private final Clock clock;

  /**
   * @param clock of the machine, which Azurite goes by too
   */
  IdentityTokens(Clock clock) {
    this.clock = clock;
  }

  /** A token, and when it is over. */
  record Token(String text, Instant notBefore, Instant expires) {}

  /** A token for a service. */
  Token issue(PoolIdentity identity, String resource) {
    Instant now = Instant.ofEpochSecond(clock.instant().getEpochSecond());
    Instant expires = now.plus(LIFE);
    ObjectNode claims =
        Answer.object()
            .put("aud", resource)
            .put("iss", "https://sts.windows.net/" + NO_TENANT + "/")
            .put("iat", now.getEpochSecond())
            .put("nbf", now.getEpochSecond())
            .put("exp", expires.getEpochSecond())
            .put("appid", identity.clientId())
            .put("oid", identity.principalId())
            .put("sub", identity.principalId())
            .put("tid", NO_TENANT)
            .put("ver", "1.0")
            .put("xms_mirid", identity.resourceId())
            .put("made_by", MADE_BY);
    String head = Answer.object().put("typ", "JWT").put("alg", "none").toString();
    return new Token(encoded(head) + "." + encoded(claims.toString()) + ".", now, expires);
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Where a node's agent finds a blob, with a token when the blob is asked for by an identity.
   *
   * @param identities those of the node
   * @param reference the resource id of one of them; empty for an address that is enough by itself
   * @throws NoTokenException when the node does not have it, or the token would go over a network
   *     in the clear
   */
  BlobTransfer.Address address(URI url, List<PoolIdentity> identities, Optional<String> reference)
      throws NoTokenException {
    if (reference.isEmpty()) {
      return new BlobTransfer.Address(url, Optional.empty());
    }
    PoolIdentity identity =
        identities.stream()
            .filter(one -> one.is(reference.get()))
            .findFirst()
            .orElseThrow(() -> new NoTokenException("the node has no identity " + reference.get()));
    if (!"https".equals(url.getScheme()) && !"127.0.0.1".equals(url.getHost())) {
      throw new NoTokenException("a token goes over https only");
    }
    return new BlobTransfer.Address(url, Optional.of(issue(identity, STORAGE).text()));
  }
}
