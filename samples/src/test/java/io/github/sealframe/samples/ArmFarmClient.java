package io.github.sealframe.samples;

import com.azure.core.credential.AccessToken;
import com.azure.core.credential.TokenCredential;
import io.github.sealframe.batchclient.AzureFarm;
import io.github.sealframe.batchclient.FarmCredential;
import io.github.sealframe.batchclient.FarmSettings;
import io.github.sealframe.batchclient.NodeRights;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.BlobStore;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.Content;
import io.github.sealframe.core.Drift;
import io.github.sealframe.core.Farm;
import io.github.sealframe.core.FrameSet;
import io.github.sealframe.core.GateTask;
import io.github.sealframe.core.JobId;
import io.github.sealframe.core.JobPlan;
import io.github.sealframe.core.NodeInput;
import io.github.sealframe.core.PoolId;
import io.github.sealframe.core.PoolPlan;
import io.github.sealframe.core.PoolProtection;
import io.github.sealframe.core.PoolShape;
import io.github.sealframe.core.Sha256;
import io.github.sealframe.core.TaskId;
import io.github.sealframe.core.TaskPlan;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import reactor.core.publisher.Mono;

/** What {@link ArmFarmIT} runs: a client that knows endpoints and signs in with tokens. */
final class ArmFarmClient {

  private static final String GROUP =
      "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333/resourceGroups/studio/providers/";
  private static final String IDENTITY =
      GROUP + "Microsoft.ManagedIdentity/userAssignedIdentities/nodes";
  private static final PoolId POOL = new PoolId(LocalServices.PRODUCTION + "-0123456789ab");
  private static final NodeInput SCENE = input("scene.txt", ContainerRole.INPUT, "a scene");
  private static final NodeInput PACKAGE = input("package.txt", ContainerRole.PACKAGES, "verified");

  private ArmFarmClient() {}

  /**
   * Prints what it sees.
   *
   * @param args endpoint of the Batch service, that of the blob service, and the emulator's token
   */
  public static void main(String[] args) throws Exception {
    URI batch = URI.create(args[0]);
    Farm farm =
        AzureFarm.connect(
            new FarmSettings(
                batch,
                URI.create(args[1]),
                LocalServices.PRODUCTION,
                new FarmCredential.Entra(credential(args[2])),
                new NodeRights.Identity(IDENTITY),
                Optional.empty(),
                Optional.of(batch.resolve(GROUP + "Microsoft.Batch/batchAccounts/localbatch"))));
    BlobStore blobs = farm.blobs();
    blobs.createContainers();
    for (NodeInput input : List.of(SCENE, PACKAGE)) {
      blobs.putIfAbsent(input.blob(), input.content());
    }
    PoolPlan pool = pool(POOL, PoolProtection.full(), 1);
    boolean made = farm.pools().createPool(pool);
    boolean again = farm.pools().createPool(pool);
    System.out.printf(
        "made: %s, again: %s, drift: %s%n",
        made, again, farm.pools().pool(pool).orElseThrow().drift());
    System.out.println("drift of waived: " + waived(farm));

    JobPlan job = job();
    farm.jobs().createJob(job);
    farm.jobs().addTasks(job, added -> {});
    Awaitility.await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> done(farm, job.id()));
    System.out.println("task: " + farm.jobs().taskCounts(job.id()));
    BlobRef record = new BlobRef(ContainerRole.OUTPUT, "out/" + TaskPlan.RECORD);
    try (BlobStore.OpenBlob open = blobs.open(record, 0).orElseThrow()) {
      System.out.println(
          "record: " + new String(open.stream().readAllBytes(), StandardCharsets.UTF_8).strip());
    }
  }

  /** What differs in pools that do without something, one after the other. */
  private static List<Drift> waived(Farm farm) {
    List<Drift> drift = new ArrayList<>();
    for (int one = 0; one < 4; one++) {
      PoolPlan pool =
          pool(
              new PoolId(LocalServices.PRODUCTION + "-00000000000" + one),
              new PoolProtection(one != 0, one != 1, one != 2, one != 3),
              0);
      farm.pools().createPool(pool);
      drift.addAll(farm.pools().pool(pool).orElseThrow().drift());
    }
    return drift;
  }

  private static PoolPlan pool(PoolId id, PoolProtection protection, int nodes) {
    return new PoolPlan(
        id,
        LocalServices.PRODUCTION,
        new PoolShape(
            GROUP + "Microsoft.Compute/galleries/g/images/i/versions/1.0.0",
            "batch.node.debian 12",
            "STANDARD_D4S_V5",
            Optional.of(GROUP + "Microsoft.Network/virtualNetworks/v/subnets/n"),
            Optional.of(IDENTITY),
            protection),
        new GateTask(
            "/bin/sh -c 'install -m 644 package.txt $AZ_BATCH_NODE_SHARED_DIR'", List.of(PACKAGE)),
        nodes);
  }

  private static boolean done(Farm farm, JobId job) {
    var counts = farm.jobs().taskCounts(job);
    return counts.succeeded() + counts.failed() == 1;
  }

  private static JobPlan job() {
    return new JobPlan(
        new JobId(LocalServices.PRODUCTION + "-fedcba987654"),
        POOL,
        LocalServices.PRODUCTION,
        0,
        Duration.ofHours(1),
        new GateTask(
            "/bin/sh -c 'install -m 644 scene.txt $AZ_BATCH_NODE_SHARED_DIR'", List.of(SCENE)),
        List.of(
            new TaskPlan(
                new TaskId("00001-1"),
                "/bin/sh -c 'echo $(cat $AZ_BATCH_NODE_SHARED_DIR/package.txt"
                    + " $AZ_BATCH_NODE_SHARED_DIR/scene.txt) > "
                    + TaskPlan.RECORD
                    + "'",
                FrameSet.parse("1"),
                "out/")));
  }

  private static NodeInput input(String name, ContainerRole role, String text) {
    Sha256 digest = Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    return new NodeInput(name, BlobRef.of(role, digest), digest, Content.of(text + "\n"));
  }

  /** Each service gets the token that it takes, and no other. */
  private static TokenCredential credential(String batchToken) {
    return asked ->
        Mono.just(
            new AccessToken(
                asked.getScopes().get(0).startsWith("https://storage.azure.com/")
                    ? storageToken()
                    : batchToken,
                Instant.now().plus(Duration.ofHours(1)).atOffset(ZoneOffset.UTC)));
  }

  /** An unsigned token of the right shape, which is all that Azurite looks at. */
  private static String storageToken() {
    long now = Instant.now().getEpochSecond();
    return encoded("{\"alg\":\"none\"}")
        + "."
        + encoded(
            """
            {"aud":"https://storage.azure.com","iss":"https://sts.windows.net/tenant/",
            "iat":%1$d,"nbf":%1$d,"exp":%2$d,"oid":"an-object","tid":"a-tenant"}
            """
                .formatted(now - 60, now + 3600))
        + ".none";
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
