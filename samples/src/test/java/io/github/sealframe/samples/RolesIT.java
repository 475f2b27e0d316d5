package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.ContainerRole;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What people with each role do is done, and asks for the rights that the role gives. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class RolesIT {
  /** More than is sent in one request. */
  private static final int LARGE = 5 << 20;

  @TempDir private Path folder;
  private Path scene;
  private Path renderer;

  @Test
  void eachRoleGivesTheRightsThatItsVerbsUseAndNoOthers() throws Exception {
    scene = largeScene();
    renderer = largeRenderer();
    UsedRights used = new UsedRights();
    try (FarmFixture farm = new FarmFixture(folder);
        CountingProxy batch =
            new CountingProxy(farm.endpoints().batch(), request -> {}, used::ofBatch);
        CountingProxy blobs =
            new CountingProxy(
                URI.create("http://" + farm.endpoints().blob().getAuthority()),
                request -> {},
                used::ofBlobs)) {
      try (OpenFarm open = farm.open()) {
        // As the template makes them.
        open.farm().blobs().createContainers();
      }
      Person person = new Person(endpoints(farm, batch, blobs), FarmFixture.WORK);

      person.does(0, submission("9", 1, "--wait"));
      Set<AzureRight> administrator = used.takeByPeople();

      removePackages(farm);
      String job = submit(person);
      Set<AzureRight> submitter = used.takeByPeople();
      submitter.addAll(UsedRights.OF_SUBMISSIONS_IN_AZURE);
      Set<AzureRight> investigator = new HashSet<>();
      int last = 4;
      for (ContainerRole changed : List.of(ContainerRole.PACKAGES, ContainerRole.INPUT)) {
        changePackage(farm, changed);
        // Two nodes refuse the package: what one of them says is saved when it is removed.
        int nodes = changed == ContainerRole.PACKAGES ? 3 : 2;
        person.does(ExitCode.HELD, submission("2-" + last++, nodes, "--wait"));
        submitter.addAll(used.takeByPeople());
        investigate(person, job, new ForeignBatch(farm.endpoints()));
        investigator.addAll(used.takeByPeople());
      }
      look(person, job);
      person.does(0, "audit");
      Set<AzureRight> auditor = used.takeByPeople();
      auditor.addAll(UsedRights.OF_AUDITS_IN_AZURE);
      keepPools(person, new ForeignBatch(farm.endpoints()));
      administrator.addAll(used.takeByPeople());
      rotateKey(person);
      Set<AzureRight> keeper = used.takeByPeople();
      keeper.addAll(UsedRights.OF_ROTATIONS);
      wrap(person, farm);
      Set<AzureRight> closer = used.takeByPeople();

      assertThat(used.unknown()).as("requests that are not in the table").isEmpty();
      assertThat(UsedRights.least(submitter)).hasSameElementsAs(rights("submitter"));
      assertThat(UsedRights.least(investigator)).hasSameElementsAs(rights("investigator"));
      assertThat(UsedRights.least(closer)).isEqualTo(UsedRights.least(rights("closer")));
      assertThat(rights("account-closer")).isEqualTo(UsedRights.OF_ACCOUNTS_DELETED);
      assertThat(UsedRights.least(keeper)).hasSameElementsAs(rights("key-keeper"));
      assertThat(UsedRights.least(auditor)).hasSameElementsAs(rights("auditor"));
      assertThat(used.byNodes())
          .hasSameElementsAs(
              new ProductionTemplate(ProductionTemplate.template(), ProductionTemplate.parameters())
                  .nodeRights());
      Set<AzureRight> both = new HashSet<>(rights("submitter"));
      both.addAll(rights("farm-administrator"));
      assertThat(administrator).containsAll(rights("farm-administrator"));
      administrator.addAll(both);
      assertThat(UsedRights.least(administrator)).hasSameElementsAs(both);
    }
  }

  private static Set<AzureRight> rights(String role) throws IOException {
    return AzureRole.read(role).rights();
  }

  /** Somebody at the command line. */
  private record Person(Path endpoints, Path work) {
    JsonNode does(int exitCode, String... words) {
      List<String> all = new ArrayList<>(List.of(words));
      all.addAll(List.of("--emulator", endpoints.toString(), "--json"));
      all.addAll(List.of("--work", work.toString()));
      return Cli.run(all.toArray(new String[0])).exits(exitCode).json();
    }
  }

  private Path endpoints(FarmFixture farm, CountingProxy batch, CountingProxy blobs)
      throws IOException {
    LocalEndpoints own = farm.endpoints();
    URI blob = blobs.endpoint().resolve(own.blob().getPath());
    return Files.writeString(
        folder.resolve("proxies.json"),
        new LocalEndpoints(batch.endpoint(), own.account(), own.key(), blob).text());
  }

  private String[] submission(String frames, int nodes, String... more) {
    List<String> words = new ArrayList<>(List.of("submit", scene.toString(), "--frames", frames));
    words.addAll(List.of("--nodes", Integer.toString(nodes), "--package", renderer.toString()));
    words.addAll(List.of(more));
    return words.toArray(new String[0]);
  }

  private String submit(Person submitter) {
    String frames = folder.resolve("frames").toString();
    String job = submitter.does(0, submission("1", 1, "--download", frames)).get("job").asText();
    submitter.does(0, "wait", job);
    submitter.does(0, "download", job, "--to", frames);
    look(submitter, job);
    return job;
  }

  private void investigate(Person investigator, String job, ForeignBatch foreign) {
    JsonNode hold = investigator.does(ExitCode.HELD, "hold", "status");
    Set<String> nodes = new TreeSet<>(Set.of(hold.at("/hold/node").asText()));
    nodes.addAll(refused(foreign, hold.at("/hold/pool").asText()));
    List<String> release = new ArrayList<>(List.of("hold", "release", "--by", "Ada"));
    release.addAll(List.of("--note", "one byte of a package was changed"));
    nodes.forEach(node -> release.addAll(List.of("--node", node + "=remove")));
    JsonNode released = investigator.does(0, release.toArray(new String[0]));
    assertThat(released.get("replaced")).hasSize(1);
    assertThat(released.get("removed")).hasSameSizeAs(nodes);
    look(investigator, job);
  }

  /** The nodes whose StartTask failed, once all have ended. */
  private static List<String> refused(ForeignBatch foreign, String pool) {
    String nodes = "/pools/" + pool + "/nodes";
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                foreign.list(nodes).stream()
                    .noneMatch(node -> node.get("state").asText().matches("starting|waiting.*")));
    return foreign.list(nodes).stream()
        .filter(node -> node.get("state").asText().equals("starttaskfailed"))
        .map(node -> node.get("id").asText())
        .toList();
  }

  private static void keepPools(Person administrator, ForeignBatch foreign) {
    String pool = administrator.does(0, "pool", "status").at("/pools/0/pool").asText();
    administrator.does(0, "pool", "recycle", pool, "--nodes", "1");
    for (JsonNode job : foreign.list("/jobs")) {
      if (!job.get("state").asText().equals("completed")) {
        foreign.post("/jobs/" + job.get("id").asText() + "/terminate", Json.parse("{}"));
        foreign.awaitState("/jobs/" + job.get("id").asText(), "completed");
      }
    }
    administrator.does(0, "pool", "delete", pool);
  }

  /**
   * With a pool and a job there, and containers that storage does not delete, so that it empties
   * them.
   */
  private void wrap(Person closer, FarmFixture farm) throws Exception {
    ForeignBatch batch = new ForeignBatch(farm.endpoints());
    WrapIT.make(
        batch, LocalServices.PRODUCTION + "-last", WrapIT.label(LocalServices.PRODUCTION.value()));
    new ForeignStorage(farm.endpoints()).lease(LocalServices.PRODUCTION.value());
    Path key = SigningKeys.make(folder.resolve("closer.pem"));
    JsonNode report =
        new Person(closer.endpoints(), folder.resolve("closer"))
            .does(
                0,
                "wrap",
                "--confirm",
                LocalServices.PRODUCTION.value(),
                "--discard-outputs",
                "--key",
                key.toString());
    assertThat(report.get("remains").toString()).contains("storage keeps it");
  }

  /** All of it but what is asked of Azure Resource Manager and the vault. */
  private static void rotateKey(Person keeper) throws IOException {
    FarmOptions options = new FarmOptions();
    new CommandLine(options)
        .parseArgs("--emulator", keeper.endpoints().toString(), "--work", keeper.work().toString());
    try (OpenFarm open = options.openRunning()) {
      open.journal().append("key-rotating", Map.of("secret", "batch-key"));
      open.settle(line -> {});
    }
  }

  /** What only looks. */
  private void look(Person person, String job) {
    person.does(0, "status");
    person.does(0, "status", job);
    person.does(0, "hold", "status");
    person.does(0, "trace", job, "--frame", "1");
    person.does(0, "containers");
    person.does(0, "journal", "verify");
    person.does(0, "journal", "download", "--to", folder.resolve("journal").toString());
    person.does(0, "pool", "status");
    person.does(0, "nodes");
    person.does(0, "download", job, "--to", folder.resolve("logs").toString(), "--logs");
  }

  /** So that the next submission sends them. */
  private static void removePackages(FarmFixture farm) {
    ForeignStorage storage = new ForeignStorage(farm.endpoints());
    for (ContainerRole role : List.of(ContainerRole.PACKAGES, ContainerRole.INPUT)) {
      storage.names(role.label()).forEach(name -> storage.remove(new BlobRef(role, name)));
    }
  }

  private static void changePackage(FarmFixture farm, ContainerRole role) throws IOException {
    ForeignStorage storage = new ForeignStorage(farm.endpoints());
    for (String name : storage.names(role.label())) {
      BlobRef blob = new BlobRef(role, name);
      if (storage.read(blob).length > LARGE) {
        storage.changeByte(blob);
      }
    }
  }

  private static Path largeScene() throws IOException {
    return FarmFixture.scene(
        "large",
        """
        import random
        random.seed(1)
        points = [[random.random() for axis in range(3)] for point in range(600000)]
        mesh = bpy.data.meshes.new('points')
        mesh.from_pydata(points, [], [])
        mesh.use_fake_user = True
        """);
  }

  /** A package that runs the installed Blender, which is too large for a test that is quick. */
  private Path largeRenderer() throws IOException {
    Path tree = Files.createDirectories(folder.resolve("renderer/3.4")).getParent();
    byte[] data = new byte[LARGE];
    new Random(1).nextBytes(data);
    Files.write(tree.resolve("3.4/data"), data);
    Path blender =
        Files.writeString(
            tree.resolve("blender"),
            """
            #!/bin/sh
            unset BLENDER_SYSTEM_SCRIPTS BLENDER_SYSTEM_DATAFILES
            exec /usr/bin/blender "$@"
            """);
    assertThat(blender.toFile().setExecutable(true, false)).isTrue();
    return tree;
  }
}
