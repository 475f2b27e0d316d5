package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Tells a token that Microsoft Entra issued, in any of Azure's clouds, from any other. */
final class EntraToken {

  private static final List<String> ISSUERS =
      List.of(
          "sts.windows.net",
          "login.windows.net",
          "login.microsoftonline.com",
          "login.microsoftonline.us",
          "login.partner.microsoftonline.cn",
          "login.chinacloudapi.cn",
          "sts.chinacloudapi.cn");

  private EntraToken() {}

  /** The issuer that the token names; empty when it is none of Entra's, or the token no JWT. */
  static Optional<String> issuer(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return Optional.empty();
    }
    JsonNode claims;
    try {
      claims = Body.MAPPER.readTree(Base64.getUrlDecoder().decode(parts[1]));
    } catch (IllegalArgumentException | IOException e) {
      return Optional.empty();
    }
    String issuer = claims.path("iss").asText().toLowerCase(Locale.ROOT);
    return ISSUERS.stream().filter(issuer::contains).findFirst();
  }
}
