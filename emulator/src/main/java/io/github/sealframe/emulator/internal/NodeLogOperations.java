package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sealframe.emulator.internal.BlobTransfer.Address;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Uploads the log of a node's agent; the answer counts what the container took. */
final class NodeLogOperations {

  private static final Logger LOG = LoggerFactory.getLogger(NodeLogOperations.class);

  private final Account account;
  private final BlobTransfer blobs;
  private final IdentityTokens tokens;

  NodeLogOperations(Account account, BlobTransfer blobs, IdentityTokens tokens) {
    this.account = account;
    this.blobs = blobs;
    this.tokens = tokens;
  }

  void register(Routes routes) {
    routes.add("POST", "/pools/{pool}/nodes/{node}/uploadbatchservicelogs", this::upload);
  }

  /** ComputeNode_UploadBatchServiceLogs. */
  private Answer upload(Call call) {
    ObjectNode body = call.json("UploadBatchServiceLogsConfiguration");
    String container = Body.required(body, "containerUrl");
    Instant start = Body.instant(body, "startTime").orElseThrow();
    Optional<Instant> end = Body.instant(body, "endTime");
    String folder = call.id("pool") + "/" + call.id("node") + "/" + UUID.randomUUID();
    URI blob = blob(container, folder + "/agent-debug.log");
    Node node = account.locked(() -> node(call));
    Address address = address(blob, node, CommandSpec.identity(body));
    Optional<String> log = account.locked(() -> node.log().between(start, end));
    int uploaded = log.map(text -> put(text, address)).orElse(0);
    return Answer.ok(
        "uploadbatchservicelogsresult/@Element",
        Answer.object().put("virtualDirectoryName", folder).put("numberOfFilesUploaded", uploaded));
  }

  private Address address(URI blob, Node node, Optional<String> identity) {
    try {
      return tokens.address(blob, node.identities(), identity);
    } catch (NoTokenException e) {
      throw BatchError.invalidProperty(
          "identityReference", identity.orElseThrow(), "It cannot be used: " + e.getMessage());
    }
  }

  private static URI blob(String container, String name) {
    try {
      URI blob = OutputFiles.blobUrl(container, name);
      if (blob.getHost() != null) {
        return blob;
      }
    } catch (URISyntaxException e) {
      LOG.debug("A container's address cannot be read", e);
    }
    // The address holds a SAS, which no answer repeats.
    throw BatchError.invalidProperty("containerUrl", "", "It has to be the URL of a container.");
  }

  private Node node(Call call) {
    Node node = account.node(call.id("pool"), call.id("node"));
    switch (node.state().state()) {
      case CREATING, LEAVINGPOOL, DEALLOCATING, DEALLOCATED ->
          throw BatchError.conflict(
              "OperationInvalidForCurrentState",
              "The node is " + Lifecycle.wire(node.state().state()) + "; it sends no logs.");
      default -> {}
    }
    return node;
  }

  private int put(String text, Address blob) {
    try {
      int status = blobs.upload(BodyPublishers.ofString(text), blob, Map.of(), new Interruptible());
      if (status == 201) {
        return 1;
      }
      LOG.warn("The container of {} took no log: HTTP {}", blob.url().getPath(), status);
    } catch (IOException e) {
      LOG.warn("The log {} could not be uploaded", blob.url().getPath(), e);
    }
    return 0;
  }
}
