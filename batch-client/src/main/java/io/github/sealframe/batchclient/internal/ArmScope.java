package io.github.sealframe.batchclient.internal;

import com.azure.core.credential.TokenCredential;
import com.azure.core.http.HttpClient;
import com.azure.core.http.policy.BearerTokenAuthenticationPolicy;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.batchclient.ServiceCall;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.DenyList;
import java.net.URI;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A resource group as Azure Resource Manager knows it.
 *
 * @param endpoint URL of the Resource Manager of its cloud, without a path
 */
public record ArmScope(URI endpoint) {
  private static final String GUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
  private static final String NAME = "[\\p{L}\\p{N}_.()-]{0,89}[\\p{L}\\p{N}_()-]";
  private static final Pattern GROUP =
      Pattern.compile("(?i)/subscriptions/" + GUID + "/resourceGroups/" + NAME);

  /**
   * Reads the group's id, alone for the public cloud, or after the endpoint of another.
   *
   * @throws ConfigurationRefusal when it is neither
   */
  public static ArmScope of(URI id) {
    URI full = id.getRawAuthority() == null ? ArmAccount.PUBLIC_ENDPOINT.resolve(id) : id;
    if (!"https".equalsIgnoreCase(full.getScheme())
        || full.getHost() == null
        || full.getRawUserInfo() != null
        || full.getPath() == null
        || !GROUP.matcher(full.getPath()).matches()
        || full.getRawQuery() != null
        || full.getRawFragment() != null) {
      throw new ConfigurationRefusal(
          "use",
          "the resource group",
          "it is not the id of a resource group",
          "write it as /subscriptions/S/resourceGroups/G");
    }
    return new ArmScope(full.resolve("/"));
  }

  /**
   * A connection by which any resource can be asked for.
   *
   * @param tokens asked for tokens for the endpoint: no other service takes them
   * @param words may not stand in any request
   */
  public BatchConnection connect(
      TokenCredential tokens,
      DenyList words,
      Resilience resilience,
      Consumer<ServiceCall> listener) {
    return connect(new SignIn(tokens), Transport.to(endpoint, words), resilience, listener);
  }

  /**
   * @param http follows no redirects
   */
  BatchConnection connect(
      TokenCredential credential,
      HttpClient http,
      Resilience resilience,
      Consumer<ServiceCall> listener) {
    String tokensFor = endpoint.resolve("/.default").toString();
    return new BatchConnection(
        Dialect.RESOURCES,
        endpoint,
        BatchPipeline.of(
            Dialect.RESOURCES, http, new BearerTokenAuthenticationPolicy(credential, tokensFor)),
        resilience,
        listener);
  }
}
