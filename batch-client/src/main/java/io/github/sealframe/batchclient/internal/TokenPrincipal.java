package io.github.sealframe.batchclient.internal;

import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.core.Principal;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads who somebody is from the claims of an access token. They are not proved here, since the
 * token is for storage, which does; ids alone are taken.
 *
 * @param credential asked for a token for storage
 */
record TokenPrincipal(TokenCredential credential) implements Principal {
  static final String SCOPE = "https://storage.azure.com/.default";

  private static final String UNKNOWN = "unknown";
  private static final Pattern ID =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  @Override
  public String told() {
    String token = credential.getTokenSync(new TokenRequestContext().addScopes(SCOPE)).getToken();
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return UNKNOWN;
    }
    try {
      return told(Json.MAPPER.readTree(Base64.getUrlDecoder().decode(parts[1])));
    } catch (IOException | IllegalArgumentException e) {
      return UNKNOWN; // What it is instead is a secret.
    }
  }

  private static String told(JsonNode claims) {
    return id(claims, "oid")
        .map(
            object ->
                "object "
                    + object
                    + id(claims, "tid").map(tenant -> " of tenant " + tenant).orElse("")
                    + id(claims, "appid")
                        .or(() -> id(claims, "azp"))
                        .map(application -> " by application " + application)
                        .orElse(""))
        .orElse(UNKNOWN);
  }

  private static Optional<String> id(JsonNode claims, String name) {
    return Optional.of(claims.path(name).asText()).filter(text -> ID.matcher(text).matches());
  }

  @Override
  public String toString() {
    return "TokenPrincipal";
  }
}
