package io.github.sealframe.batchclient.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

class TokenPrincipalTest {
  private static final String OID = "6f1c1a7e-0b1d-4a52-9a39-3a1f2f1f0c11";
  private static final String TID = "72f988bf-86f1-41af-91ab-2d7cd011db47";
  private static final String APP = "04b07795-8ddb-461a-bbee-02f9e1bf7b46";

  private static String told(String token) {
    TokenCredential credential =
        new TokenCredential() {
          @Override
          public Mono<AccessToken> getToken(TokenRequestContext asked) {
            assertThat(asked.getScopes()).containsExactly(TokenPrincipal.SCOPE);
            return Mono.just(
                new AccessToken(token, OffsetDateTime.now(ZoneOffset.UTC).plusHours(1)));
          }
        };
    return new TokenPrincipal(credential).told();
  }

  private static String token(String claims) {
    byte[] payload = claims.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return "e30." + Base64.getUrlEncoder().withoutPadding().encodeToString(payload) + ".c2ln";
  }

  @Test
  void idsAreTakenAndNothingElse() {
    assertThat(
            told(
                token(
                    "{'oid':'%s','tid':'%s','appid':'%s','upn':'ada@studio.example','name':'Ada'}"
                        .formatted(OID, TID, APP))))
        .isEqualTo("object " + OID + " of tenant " + TID + " by application " + APP);
    assertThat(told(token("{'oid':'%s','azp':'%s'}".formatted(OID, APP))))
        .isEqualTo("object " + OID + " by application " + APP);
    assertThat(told(token("{'oid':'%s','tid':'Night Moth'}".formatted(OID))))
        .isEqualTo("object " + OID);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "{'oid':7}", "{'oid':'ada@studio.example'}", "no JSON", ""})
  void whatDoesNotTellIsUnknown(String claims) {
    assertThat(told(token(claims))).isEqualTo("unknown");
  }

  @ParameterizedTest
  @ValueSource(strings = {"opaque", "a.b", "a.b.c.d", "e30.%%%.c2ln"})
  void aTokenOfAnotherFormIsUnknown(String token) {
    assertThat(told(token)).isEqualTo("unknown");
  }
}
