package io.github.sealframe.batchclient.internal;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.http.policy.HttpLogDetailLevel;
import com.azure.core.http.policy.HttpLogOptions;
import com.azure.identity.CredentialBuilderBase;
import io.github.sealframe.core.AccessRefusal;
import io.github.sealframe.core.Refusal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import reactor.core.Exceptions;
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

  /** Logs neither what is sent, as a client secret, nor what Entra ID says of a failure. */
  static <T extends CredentialBuilderBase<T>> T quiet(T builder) {
    return builder
        .httpClient(Transport.toAnywhere())
        .httpLogOptions(new HttpLogOptions().setLogLevel(HttpLogDetailLevel.NONE));
  }

  @Override
  public Mono<AccessToken> getToken(TokenRequestContext asked) {
    return credential.getToken(asked).onErrorMap(SignIn::refusal);
  }

  @Override
  public AccessToken getTokenSync(TokenRequestContext asked) {
    try {
      return credential.getTokenSync(asked);
    } catch (RuntimeException e) { // Of any type: azure-identity wraps what Entra ID refused.
      throw refusal(e);
    }
  }

  /** The refusal; {@code failure} itself when it is none of the sign-in. */
  private static RuntimeException refusal(Throwable failure) {
    String code = "";
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InterruptedException || cause instanceof Refusal) {
        return Exceptions.propagate(failure);
      }
      Matcher found = CODE.matcher(String.valueOf(cause.getMessage()));
      code = found.find() ? " (" + found.group() + ")" : code;
    }
    // Not its cause: its words may hold anything, and the storage client takes an I/O error among
    // causes for one of its own.
    return new AccessRefusal(
        "sign in to",
        "Microsoft Entra ID",
        "nothing on this machine gave a token" + code,
        "run az login, or give the machine a managed identity");
  }

  @Override
  public String toString() {
    return "SignIn";
  }
}
