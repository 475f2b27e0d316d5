package io.github.sealframe.batchclient.internal;

import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.ProductionCode;
import java.net.URI;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where the blobs of a production are.
 *
 * @param endpoint URL of the storage account's Blob service
 * @param production whose they are
 */
record BlobAddresses(URI endpoint, ProductionCode production) {
  /** Of a blob; the account stands before the container where an emulator answers. */
  private static final Pattern CONTENT =
      Pattern.compile("(?:/[^/]+)?/p[a-z2-7]{10}-(?:packages|input|output|evidence)/.+");

  /** Name of a container. */
  String containerName(ContainerRole role) {
    return production + "-" + role.label();
  }

  /** The production that a container of that name is of; empty when it is of none. */
  static Optional<ProductionCode> productionOf(String containerName) {
    return ProductionCode.in(containerName)
        .filter(
            code ->
                Arrays.stream(ContainerRole.values())
                    .anyMatch(role -> containerName.equals(code + "-" + role.label())));
  }

  /** Whether a request there is about content: of packages, or of what nodes wrote. */
  static boolean isContent(URL url) {
    return CONTENT.matcher(url.getPath()).matches();
  }

  /** URL of a container. */
  String container(ContainerRole role) {
    String base = endpoint.toString();
    return (base.endsWith("/") ? base : base + "/") + containerName(role);
  }

  /** URL of a blob. */
  String blob(BlobRef blob) {
    String name =
        Arrays.stream(blob.name().split("/", -1))
            .map(BlobAddresses::encode)
            .collect(Collectors.joining("/"));
    return container(blob.role()) + "/" + name;
  }

  private static String encode(String segment) {
    return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
