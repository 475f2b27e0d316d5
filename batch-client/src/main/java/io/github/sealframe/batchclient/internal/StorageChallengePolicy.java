package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpPipelineCallContext;
import com.azure.core.http.HttpResponse;
import com.azure.core.http.policy.HttpPipelineSyncPolicy;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Leaves of a challenge only what asks for a token for storage. The storage client sends a token
 * for whatever resource a challenge names to the one who names it. Stands below the policy that
 * reads challenges.
 */
final class StorageChallengePolicy extends HttpPipelineSyncPolicy {
  private static final String RESOURCE = "https://storage.azure.com";

  private static final Pattern PARAMETER =
      Pattern.compile("(?<![a-z_])([a-z_]++)=\"?([^\\s\",=]*+)");

  private static final Pattern AUTHORITY =
      Pattern.compile("https://[0-9A-Za-z.-]+/[0-9A-Za-z.-]+(/oauth2/authorize)?");

  @Override
  protected HttpResponse afterReceivedResponse(
      HttpPipelineCallContext context, HttpResponse response) {
    String challenge = response.getHeaderValue(HttpHeaderName.WWW_AUTHENTICATE);
    if (challenge != null) {
      response.getHeaders().remove(HttpHeaderName.WWW_AUTHENTICATE);
      ours(challenge)
          .ifPresent(ours -> response.getHeaders().set(HttpHeaderName.WWW_AUTHENTICATE, ours));
    }
    return response;
  }

  /** The challenge as storage writes it, anew from the parts that were checked. */
  private static Optional<String> ours(String challenge) {
    List<MatchResult> parts = PARAMETER.matcher(challenge).results().toList();
    List<String> resources = values("resource_id", parts);
    List<String> authorities = values("authorization_uri", parts);
    return resources.size() == 1
            && authorities.size() == 1
            && (resources.get(0).equals(RESOURCE) || resources.get(0).equals(RESOURCE + "/"))
            && AUTHORITY.matcher(authorities.get(0)).matches()
        ? Optional.of("Bearer authorization_uri=" + authorities.get(0) + " resource_id=" + RESOURCE)
        : Optional.empty();
  }

  private static List<String> values(String name, List<MatchResult> parts) {
    return parts.stream()
        .filter(part -> part.group(1).equals(name))
        .map(part -> part.group(2))
        .toList();
  }
}
