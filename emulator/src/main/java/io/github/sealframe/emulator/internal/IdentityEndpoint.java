package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * The token endpoint of nodes whose pool has identities, after that of Azure's virtual machines: it
 * answers on loopback, in plain HTTP. Each node's has a secret in its address, since nothing else
 * tells the processes of one node from those of another.
 */
final class IdentityEndpoint implements AutoCloseable {

  /** SDKs of Azure ask here in place of a virtual machine's own address. */
  private static final String VARIABLE = "AZURE_POD_IDENTITY_AUTHORITY_HOST";

  private static final String PATH = "/metadata/identity/oauth2/token";
  private static final String VERSION = "2018-02-01";

  private final HttpServer server;
  private final OwnAddress address;
  private final Account account;
  private final IdentityTokens tokens;

  private IdentityEndpoint(
      HttpServer server, OwnAddress address, Account account, IdentityTokens tokens) {
    this.server = server;
    this.address = address;
    this.account = account;
    this.tokens = tokens;
  }

  /**
   * Starts to answer.
   *
   * @param server is bound
   */
  static IdentityEndpoint open(
      HttpServer server, Account account, IdentityTokens tokens, Executor threads) {
    IdentityEndpoint endpoint =
        new IdentityEndpoint(server, OwnAddress.of(server, "http"), account, tokens);
    server.setExecutor(threads);
    server.createContext("/", endpoint::handle);
    server.start();
    return endpoint;
  }

  /** The environment variables by which processes on a node find it. */
  Map<String, String> variables(Node node) {
    return node.identities().isEmpty()
        ? Map.of()
        : Map.of(
            VARIABLE,
            address.url() + "/" + node.pool().id() + "/" + node.id() + "/" + node.secret());
  }

  @Override
  public void close() {
    server.stop(0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      int status = 200;
      ObjectNode body;
      try {
        address.check(exchange);
        body = answer(exchange);
      } catch (BatchError e) {
        status = e.status();
        body = Answer.object().put("error", e.code()).put("error_description", e.getMessage());
      }
      byte[] bytes = Body.MAPPER.writeValueAsBytes(body);
      exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
      exchange.getResponseHeaders().set("x-sealframe-emulator", "true");
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private ObjectNode answer(HttpExchange exchange) {
    List<PoolIdentity> identities = identities(exchange.getRequestURI().getRawPath());
    if (!exchange.getRequestMethod().equals("GET")) {
      throw new BatchError(405, "method_not_allowed", "Only GET is allowed.");
    }
    if (!"true".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("Metadata"))) {
      throw refused("Required metadata header not specified");
    }
    if (exchange.getRequestHeaders().containsKey("X-Forwarded-For")) {
      throw refused("The request was forwarded: X-Forwarded-For is not allowed");
    }
    Map<String, List<String>> query = Call.parse(exchange.getRequestURI().getRawQuery());
    if (!one(query, "api-version").equals(Optional.of(VERSION))) {
      throw refused("The api-version has to be " + VERSION);
    }
    String resource =
        one(query, "resource")
            .orElseThrow(() -> refused("Required query variable 'resource' is missing"));
    return granted(choose(identities, query), resource);
  }

  /** The identities of the node whose address it is. */
  private List<PoolIdentity> identities(String path) {
    String[] steps = path.split("/", 5);
    // Microsoft's library for Node.js ends it with a slash.
    if (steps.length < 5 || !("/" + steps[4].replaceFirst("/$", "")).equals(PATH)) {
      throw notFound();
    }
    return account.locked(
        () ->
            account
                .pools()
                .find(steps[1])
                .flatMap(pool -> pool.nodes().find(steps[2]))
                .filter(node -> MessageDigest.isEqual(bytes(node.secret()), bytes(steps[3])))
                .map(Node::identities)
                .orElseThrow(IdentityEndpoint::notFound));
  }

  private static PoolIdentity choose(
      List<PoolIdentity> identities, Map<String, List<String>> query) {
    Optional<String> client = one(query, "client_id");
    Optional<String> object = one(query, "object_id").or(() -> one(query, "principal_id"));
    Optional<String> id = one(query, "msi_res_id").or(() -> one(query, "mi_res_id"));
    List<PoolIdentity> fitting =
        identities.stream()
            .filter(one -> client.map(one.clientId()::equalsIgnoreCase).orElse(true))
            .filter(one -> object.map(one.principalId()::equalsIgnoreCase).orElse(true))
            .filter(one -> id.map(one::is).orElse(true))
            .toList();
    if (fitting.isEmpty()) {
      throw refused("Identity not found");
    }
    if (fitting.size() > 1) {
      throw refused(
          "Multiple user assigned identities exist, please specify the clientId / resourceId of"
              + " the identity in the token request");
    }
    return fitting.get(0);
  }

  private ObjectNode granted(PoolIdentity identity, String resource) {
    IdentityTokens.Token token = tokens.issue(identity, resource);
    long life = token.expires().getEpochSecond() - token.notBefore().getEpochSecond();
    return Answer.object()
        .put("access_token", token.text())
        .put("client_id", identity.clientId())
        .put("expires_in", Long.toString(life))
        .put("expires_on", Long.toString(token.expires().getEpochSecond()))
        .put("ext_expires_in", Long.toString(life))
        .put("not_before", Long.toString(token.notBefore().getEpochSecond()))
        .put("resource", resource)
        .put("token_type", "Bearer");
  }

  private static Optional<String> one(Map<String, List<String>> query, String name) {
    return query.getOrDefault(name, List.of()).stream().filter(text -> !text.isEmpty()).findFirst();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static BatchError refused(String why) {
    return new BatchError(400, "invalid_request", why);
  }

  private static BatchError notFound() {
    return new BatchError(404, "not_found", "No node has this address.");
  }
}
