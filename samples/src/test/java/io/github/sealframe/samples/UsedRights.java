package io.github.sealframe.samples;

import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Tells from requests which rights they would need on Azure, by one table: what Microsoft documents
 * of each operation. Thread-safe.
 */
final class UsedRights {
  private static final String READ_POOLS = "Microsoft.Batch/batchAccounts/pools/read";
  private static final String WRITE_POOLS = "Microsoft.Batch/batchAccounts/pools/write";
  private static final String READ_JOBS = "Microsoft.Batch/batchAccounts/jobs/read";
  private static final String WRITE_JOBS = "Microsoft.Batch/batchAccounts/jobs/write";
  private static final String CONTAINERS =
      "Microsoft.Storage/storageAccounts/blobServices/containers/";

  /**
   * A row: requests of this form need the rights to these operations.
   *
   * @param form method, path, and what of query, headers or answer tells operations apart
   * @param operations by Azure's names
   */
  private record Row(Pattern form, Set<String> operations) {
    static Row of(String form, String... operations) {
      return new Row(Pattern.compile(form), Set.of(operations));
    }
  }

  private static final List<Row> TABLE =
      List.of(
          Row.of("(GET|HEAD) /(pools(/.*)?|nodecounts) \\d+", READ_POOLS),
          Row.of("POST /pools/[^/]+/(resize|stopresize|removenodes) \\d+", WRITE_POOLS),
          Row.of(
              "POST /pools/[^/]+/nodes/[^/]+/(disablescheduling|uploadbatchservicelogs) \\d+",
              WRITE_POOLS),
          Row.of("DELETE /pools/[^/]+ \\d+", "Microsoft.Batch/batchAccounts/pools/delete"),
          // Pools whose nodes have an identity are looked for, and made by Azure Resource Manager.
          Row.of("POST /pools 409", READ_POOLS),
          Row.of(
              "POST /pools 201",
              READ_POOLS,
              WRITE_POOLS,
              "Microsoft.Compute/galleries/images/versions/read",
              "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
              "Microsoft.Network/virtualNetworks/subnets/join/action"),
          Row.of("(GET|HEAD) /jobs(/.*)? \\d+", READ_JOBS),
          Row.of("POST /jobs(/[^/]+/(addtaskcollection|disable|enable))? \\d+", WRITE_JOBS),
          Row.of("PATCH /jobs/[^/]+ \\d+", WRITE_JOBS),
          Row.of("POST /jobs/[^/]+/terminate \\d+", WRITE_JOBS),
          Row.of("DELETE /jobs/[^/]+ \\d+", "Microsoft.Batch/batchAccounts/jobs/delete"),
          Row.of("GET containers list", CONTAINERS + "read"),
          Row.of("GET /jobschedules \\d+", "Microsoft.Batch/batchAccounts/jobSchedules/read"),
          Row.of("(GET|HEAD) container", CONTAINERS + "read"),
          Row.of("PUT container", CONTAINERS + "write"),
          Row.of("DELETE container", CONTAINERS + "delete"),
          // Where versions are kept, each is deleted on its own.
          Row.of(
              "DELETE blob",
              CONTAINERS + "blobs/delete",
              CONTAINERS + "blobs/deleteBlobVersion/action"),
          Row.of("GET container list", CONTAINERS + "blobs/read"),
          Row.of("(GET|HEAD) blob( blocklist)?", CONTAINERS + "blobs/read"),
          Row.of("PUT blob if-none-match", CONTAINERS + "blobs/add/action"),
          Row.of("PUT blob( block| blocklist)?( if-none-match)?", CONTAINERS + "blobs/write"));

  /** What an audit asks Azure Resource Manager for; there is none on an emulator. */
  static final Set<AzureRight> OF_AUDITS_IN_AZURE =
      Stream.of(
              "Microsoft.Batch/batchAccounts/read",
              "Microsoft.Compute/galleries/images/versions/read",
              "Microsoft.Insights/diagnosticSettings/read",
              "Microsoft.KeyVault/vaults/read",
              "Microsoft.Network/networkSecurityGroups/read",
              "Microsoft.Network/virtualNetworks/subnets/read",
              "Microsoft.Storage/storageAccounts/blobServices/containers/read",
              "Microsoft.Storage/storageAccounts/blobServices/read",
              "Microsoft.Storage/storageAccounts/read")
          .map(operation -> AzureRight.of(operation, ""))
          .collect(Collectors.toUnmodifiableSet());

  /** What a submission asks Azure Resource Manager for: from where storage is reached. */
  static final Set<AzureRight> OF_SUBMISSIONS_IN_AZURE =
      Set.of(AzureRight.of("Microsoft.Storage/storageAccounts/read", ""));

  /** What a rotation of the Batch account's key asks Azure Resource Manager for. */
  static final Set<AzureRight> OF_ROTATIONS =
      Set.of(
          AzureRight.of("Microsoft.Batch/batchAccounts/listkeys/action", ""),
          AzureRight.of("Microsoft.Batch/batchAccounts/regeneratekeys/action", ""));

  private static final Pattern BLOB_PATH =
      Pattern.compile("/[^/]+/" + LocalServices.PRODUCTION + "-(?<role>[a-z]+)(?<blob>/.+)?");
  private static final Pattern COMP = Pattern.compile("(?:^|&)comp=([a-z]+)");

  private final Set<AzureRight> people = ConcurrentHashMap.newKeySet();
  private final Set<AzureRight> nodes = ConcurrentHashMap.newKeySet();
  private final Set<String> unknown = ConcurrentHashMap.newKeySet();

  /** A request to the Batch service. */
  void ofBatch(CountingProxy.Answered asked) {
    use(people, asked.method() + " " + asked.uri().getPath() + " " + asked.status(), "");
  }

  /** A request to the Blob service: from a node when it shows a SAS. */
  void ofBlobs(CountingProxy.Answered asked) {
    URI uri = asked.uri();
    String query = uri.getQuery() == null ? "" : uri.getQuery();
    if (uri.getPath().matches("/[^/]+/?") && query.contains("comp=list")) {
      use(people, asked.method() + " containers list", "");
      return;
    }
    Matcher path = BLOB_PATH.matcher(uri.getPath());
    if (!path.matches()) {
      unknown.add(asked.method() + " " + uri.getPath());
      return;
    }
    Matcher comp = COMP.matcher(query);
    String form =
        asked.method()
            + (path.group("blob") == null ? " container" : " blob")
            + (comp.find() ? " " + comp.group(1) : "")
            + (asked.headers().containsKey("If-None-Match") ? " if-none-match" : "");
    use(query.contains("sig=") ? nodes : people, form, path.group("role"));
  }

  /** Of requests to Azure Resource Manager: the last provider's types, and what is done. */
  static Set<AzureRight> ofArm(List<String> asked) {
    return asked.stream()
        .filter(request -> request.startsWith("GET /subscriptions/"))
        .map(request -> request.substring(request.lastIndexOf("/providers/") + 11))
        .map(UsedRights::types)
        .map(types -> AzureRight.of(types + "/read", ""))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static String types(String resource) {
    String[] parts = resource.split("/", -1);
    StringBuilder types = new StringBuilder(parts[0]);
    for (int i = 1; i < parts.length; i += 2) {
      types.append('/').append(parts[i]);
    }
    return types.toString();
  }

  private void use(Set<AzureRight> by, String form, String container) {
    TABLE.stream()
        .filter(row -> row.form().matcher(form).matches())
        .findFirst()
        .ifPresentOrElse(
            row ->
                row.operations().forEach(operation -> by.add(AzureRight.of(operation, container))),
            () -> unknown.add(form));
  }

  /** Requests that the table does not know. */
  Set<String> unknown() {
    return Set.copyOf(unknown);
  }

  /** What nodes used. */
  Set<AzureRight> byNodes() {
    return least(nodes);
  }

  /** What people used since this was last asked. */
  Set<AzureRight> takeByPeople() {
    Set<AzureRight> taken = new HashSet<>(people);
    people.clear();
    return taken;
  }

  /** Without what follows from the rest: who may write blobs needs no right to add them. */
  static Set<AzureRight> least(Set<AzureRight> used) {
    Set<AzureRight> least = new HashSet<>(used);
    used.stream()
        .map(AzureRight::container)
        .filter(container -> used.contains(AzureRight.ofBlobs("write", container)))
        .forEach(container -> least.remove(AzureRight.ofBlobs("add/action", container)));
    return least;
  }
}
