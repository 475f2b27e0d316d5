package io.github.sealframe.batchclient.internal;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.exception.ClientAuthenticationException;
import io.github.sealframe.core.AccessRefusal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import reactor.core.publisher.Mono;

/**
 * A credential whose failure is a refusal of its own, not one of the service that the token was
 * for.
 *
 * @param credential whose tokens are taken
 */
record SignIn(TokenCredential credential) implements TokenCredential {
  /** Of what Entra ID says, its code alone is shown: the words may hold anything. */
  private static final Pattern CODE = Pattern.compile("AADSTS\\d{1,9}");

  @Override
  public Mono<AccessToken> getToken(TokenRequestContext asked) {
    return credential
        .getToken(asked)
        .onErrorMap(ClientAuthenticationException.class, SignIn::refusal);
  }

  @Override
  public AccessToken getTokenSync(TokenRequestContext asked) {
    try {
      return credential.getTokenSync(asked);
    } catch (ClientAuthenticationException e) {
      throw refusal(e);
    }
  }

  private static AccessRefusal refusal(Throwable failure) {
    Matcher code = CODE.matcher(String.valueOf(failure.getMessage()));
    return new AccessRefusal(
        "sign in to",
        "Microsoft Entra ID",
        "nothing on this machine gave a token" + (code.find() ? " (" + code.group() + ")" : ""),
        "run az login, or give the machine a managed identity");
  }

  @Override
  public String toString() {
    return "SignIn";
  }
}
