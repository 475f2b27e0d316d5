package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.credential.AccessToken;
import io.github.sealframe.batchclient.AzureFarm;
import io.github.sealframe.batchclient.AzureResources;
import io.github.sealframe.batchclient.FarmCredential;
import io.github.sealframe.batchclient.FarmSettings;
import io.github.sealframe.batchclient.ProductionAccounts;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.batchclient.ResilienceSettings;
import io.github.sealframe.core.Belongings;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.BlobStore;
import io.github.sealframe.core.CheckBefore;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.Content;
import io.github.sealframe.core.DenyList;
import io.github.sealframe.core.Farm;
import io.github.sealframe.core.Journal;
import io.github.sealframe.core.PoolShape;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.ProductionJournal;
import io.github.sealframe.core.ProductionPolicy;
import io.github.sealframe.core.ProductionRegister;
import io.github.sealframe.core.Sha256;
import io.github.sealframe.core.Wrap;
import io.github.sealframe.core.WrapRecord;
import io.github.sealframe.core.WrapReport;
import io.github.sealframe.integrity.NodePackageGate;
import io.github.sealframe.integrity.SignedWrapReport;
import io.github.sealframe.integrity.SigningKey;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/** A wrap that is cut off between any two of its changes goes on when it is run again. */
@Tag("wf-hybrid-sanitize")
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class WrapCutIT {
  /** To tell that it is wrapped, that accounts are being deleted, and four deletions. */
  private static final int LAST_CHANGES = 6;

  private static AzureSite.Trust trust;
  private static SSLContext before;

  @TempDir private Path folder;

  @BeforeAll
  static void certify(@TempDir Path keys) throws Exception {
    trust = AzureSite.Trust.make(keys);
    before = SSLContext.getDefault();
    SSLContext.setDefault(trust.client());
  }

  @AfterAll
  static void forget() {
    SSLContext.setDefault(before);
  }

  /** Whoever reads changes nothing: dying before a change is dying after the one before it. */
  @Test
  void killedBeforeEachChange() throws Exception {
    SecureRandom random = new SecureRandom();
    try (FarmFixture farm = new FarmFixture(folder);
        Death death = new Death(farm.endpoints())) {
      WrapReport whole = null;
      int cuts = -1;
      for (int after = Integer.MAX_VALUE; cuts < 0 || after < cuts; after++) {
        ProductionCode code = ProductionCode.random(random);
        make(farm, code);
        death.after(after);
        if (cuts < 0) {
          whole = wrap(settings(death.endpoints(), code), death);
          cuts = death.changes();
          assertThat(cuts).as("steps").isGreaterThan(12);
          after = -1;
        } else {
          assertThatThrownBy(() -> wrap(settings(death.endpoints(), code), death)).isNotNull();
          death.after(Integer.MAX_VALUE);
        }
        Farm mine = AzureFarm.connect(settings(farm.endpoints(), code));
        boolean begun = mine.wraps().read().isPresent();
        assertThat(begun).as("the record is the first change").isEqualTo(after != 0);

        WrapReport report = wrap(settings(farm.endpoints(), code), death);

        assertThat(like(report, code)).as("after %d changes", after).isEqualTo(like(whole, code));
        assertThat(mine.wraps().read().orElseThrow().record().stage())
            .isEqualTo(WrapRecord.Stage.WRAPPED);
        ForeignStorage storage = new ForeignStorage(farm.endpoints());
        assertThat(storage.containers(code.value())).containsExactly(code + "-control");
        ForeignBatch batch = new ForeignBatch(farm.endpoints());
        assertThat(batch.list("/jobs").toString()).doesNotContain(code.value());
        assertThat(batch.list("/pools").toString()).doesNotContain(code.value());
        try (Stream<Path> left = Files.walk(work(code))) {
          assertThat(left.filter(Files::isRegularFile)).containsExactly(journal(code));
        }
      }
    }
  }

  /**
   * From the end of the wrap itself on; each account's services are away as soon as Azure deletes
   * it.
   */
  @Test
  void killedBeforeEachChangeWhileAccountsAreDeleted() throws Exception {
    SecureRandom random = new SecureRandom();
    SigningKey key = SigningKey.read(SigningKeys.make(folder.resolve("key.pem")));
    try (FarmFixture farm = new FarmFixture(folder);
        AzureSite arm = new AzureSite(trust);
        Death death = new Death(farm.endpoints())) {
      List<String> whole = List.of();
      int cuts = -1;
      for (int after = Integer.MAX_VALUE; cuts < 0 || after < cuts; after++) {
        ProductionCode code = ProductionCode.random(random);
        AzureFarm.connect(settings(farm.endpoints(), code)).blobs().createContainers();
        makeLocal(code);
        Accounts accounts = new Accounts(code, arm, death);
        death.after(after);
        if (cuts < 0) {
          whole = accounts.wrap(key).lines();
          cuts = death.changes();
          after = cuts - LAST_CHANGES;
          assertThat(accounts.deleted).isEqualTo(Accounts.ALL);
          assertThat(UsedRights.ofArm(arm.asked()))
              .filteredOn(right -> !right.operation().contains("/deletedVaults/"))
              .hasSameElementsAs(UsedRights.OF_ACCOUNTS_DELETED);
        } else {
          assertThatThrownBy(() -> accounts.wrap(key)).as("after %d changes", after).isNotNull();
          death.after(Integer.MAX_VALUE);
        }

        SignedWrapReport report = accounts.wrap(key);

        assertThat(like(report)).as("after %d changes", after).isEqualTo(like(whole));
        assertThat(accounts.deleted).as("each once, storage last").isEqualTo(Accounts.ALL);
        assertThat(accounts.register.ended(code)).isPresent();
        assertThat(SignedWrapReport.read(accounts.file(), key.reviewerKey()).text())
            .isEqualTo(report.text());
        assertThat(report.lines())
            .contains("removed Batch accounts account", "removed storage accounts account")
            .noneMatch(line -> line.startsWith("remains containers"))
            .anyMatch(line -> line.matches("remains soft-deleted key vaults keys: until .*"));
      }
    }
  }

  @Test
  void whatIsNotFoundIsNotDeletedAndWhatMayNotBeRemains() throws Exception {
    SigningKey key = SigningKey.read(SigningKeys.make(folder.resolve("key.pem")));
    try (FarmFixture farm = new FarmFixture(folder);
        AzureSite arm = new AzureSite(trust);
        Death death = new Death(farm.endpoints())) {
      ProductionCode code = ProductionCode.random(new SecureRandom());
      Farm mine = AzureFarm.connect(settings(farm.endpoints(), code));
      mine.blobs().createContainers();
      Accounts accounts = new Accounts(code, arm, death);
      death.after(Integer.MAX_VALUE);

      arm.remove(accounts.id("storageAccounts"));
      assertThatThrownBy(() -> accounts.wrap(key))
          .hasMessageContaining("no report on this machine says what was in it");
      accounts.make("storageAccounts");
      arm.remove(accounts.id("vaults"));
      assertThatThrownBy(() -> accounts.wrap(key))
          .hasMessageContaining("its resource group has none of its key vaults");
      assertThat(death.changes()).isZero();
      assertThat(mine.wraps().read()).isEmpty();

      accounts.make("vaults");
      arm.answer(Map.of(accounts.id("userAssignedIdentities"), "{}"));
      arm.onDelete(accounts.id("storageAccounts"), () -> 403);
      SignedWrapReport report = accounts.wrap(key);

      assertThat(accounts.deleted).containsExactly("batchAccounts", "vaults");
      assertThat(report.lines())
          .anyMatch(line -> line.startsWith("foreign identities n: its tag"))
          .anyMatch(
              line -> line.matches("remains storage accounts account: .*AuthorizationFailed.*"))
          .anyMatch(line -> line.startsWith("remains containers " + code + "-control: "));
      assertThat(mine.wraps().read().orElseThrow().record().stage())
          .isEqualTo(WrapRecord.Stage.CLOSING);
      assertThatThrownBy(() -> wrap(settings(farm.endpoints(), code), death))
          .hasMessageContaining("say --delete-accounts again");
    }
  }

  private static List<String> like(SignedWrapReport report) {
    return like(report.lines());
  }

  /** What a cut loses of a report: what went before it is in the journal. */
  private static List<String> like(List<String> report) {
    return report.stream()
        .filter(
            line -> !line.matches("(production|begun|listed|removed (containers|local files)) .*"))
        .map(
            line ->
                line.replaceAll("p[a-z2-7]{10}", "CODE").replaceAll("until (about|a day).*", ""))
        .toList();
  }

  /** A production's accounts, in the place of Azure: what is deleted is soon gone. */
  private final class Accounts {
    static final List<String> ALL =
        List.of("batchAccounts", "vaults", "userAssignedIdentities", "storageAccounts");
    private static final String GROUP =
        "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333/resourceGroups/g";

    private final List<String> deleted = new ArrayList<>();
    private final ProductionRegister register = new ProductionRegister(folder.resolve("register"));
    private final ProductionCode code;
    private final AzureSite arm;
    private final Death death;

    Accounts(ProductionCode code, AzureSite arm, Death death) {
      this.code = code;
      this.arm = arm;
      this.death = death;
      arm.forget();
      death.revive();
      arm.deny(
          "/subscriptions/0b1f6471-1bf0-4dda-aec3-111122223333/providers/Microsoft.KeyVault/deletedVaults");
      ALL.forEach(this::make);
    }

    private String id(String type) {
      String provider =
          Map.of(
                  "batchAccounts", "Batch",
                  "vaults", "KeyVault",
                  "userAssignedIdentities", "ManagedIdentity",
                  "storageAccounts", "Storage")
              .get(type);
      String name =
          Map.of("vaults", "keys", "userAssignedIdentities", "n").getOrDefault(type, "account");
      return GROUP + "/providers/Microsoft." + provider + "/" + type + "/" + name;
    }

    private void make(String type) {
      String shown =
          "{\"tags\":{\"sealframe-production\":\"%s\"},\"properties\":{\"softDeleteRetentionInDays\":90}}";
      arm.answer(Map.of(id(type), shown.formatted(code)));
      arm.onDelete(
          id(type),
          () -> {
            death.let("DELETE " + id(type));
            deleted.add(type);
            arm.remove(id(type));
            death.close(type);
            return 200;
          });
    }

    Path file() {
      return WorkFolder.report(work(code), code);
    }

    /** On this machine, as the command line does it. */
    SignedWrapReport wrap(SigningKey key) throws IOException {
      FarmSettings settings = settings(death.endpoints(), code);
      FarmCredential.Entra who =
          new FarmCredential.Entra(
              asked ->
                  Mono.just(
                      new AccessToken(
                          "token", Instant.now().plusSeconds(3600).atOffset(ZoneOffset.UTC))));
      Farm farm = AzureFarm.connect(settings, once(), call -> {});
      Production production =
          new Production(
              code,
              PoolShape.ofEmulator(),
              Optional.empty(),
              CheckBefore.EACH_JOB,
              work(code),
              new NodePackageGate(work(code)),
              ProductionPolicy.ofEmulator());
      Journal local = production.journal(Optional.empty(), DenyList.none());
      ProductionAccounts accounts =
          new ProductionAccounts(
              id("batchAccounts"),
              Optional.of(id("vaults")),
              id("userAssignedIdentities"),
              id("storageAccounts"));
      try (OpenFarm open =
          new OpenFarm(
              production,
              farm,
              new ProductionJournal(local, farm.blobs(), Clock.systemUTC()),
              call -> {},
              Optional.empty(),
              Optional.empty())) {
        Wrap.Parts parts =
            accounts.deleted(
                AzureFarm.parts(settings, once(), call -> {})
                    .with(List.of(new MortalFiles(new WorkFolder(work(code), code), death))),
                code,
                AzureResources.connect(
                    URI.create(arm.endpoint() + GROUP), who, DenyList.none(), once(), call -> {}),
                Clock.systemUTC());
        WrapFarm wrapped = new WrapFarm(open, parts);
        return new SignedWrap(
                wrapped,
                wrapped.wrap(Clock.systemUTC(), wrapped.journal()),
                key,
                () -> register.end(code, LocalDate.of(2026, 11, 28)))
            .run(Optional.empty());
      }
    }
  }

  /** What remains, and which frames went, whichever production it is. */
  private static String like(WrapReport report, ProductionCode code) {
    return (report.remains() + " " + report.discarded()).replaceAll("p[a-z2-7]{10}-", code + "-");
  }

  private void make(FarmFixture farm, ProductionCode code) throws IOException {
    BlobStore blobs = AzureFarm.connect(settings(farm.endpoints(), code)).blobs();
    blobs.createContainers();
    for (BlobRef blob :
        List.of(
            new BlobRef(ContainerRole.OUTPUT, "job/task/frames/f000001.png"),
            new BlobRef(ContainerRole.CONTROL, "plans/x.txt"),
            new BlobRef(ContainerRole.CONTROL, "hold/old.json"))) {
      blobs.putIfAbsent(blob, Content.of("x"));
    }
    ForeignBatch batch = new ForeignBatch(farm.endpoints());
    WrapIT.make(batch, code + "-last", WrapIT.label(code.value()));
    makeLocal(code);
  }

  /** What is sealed, what was left unfinished, and what tells of it, on this machine. */
  private void makeLocal(ProductionCode code) throws IOException {
    Path work = work(code);
    for (Path file :
        List.of(
            journal(code),
            work.resolve("a".repeat(64) + ".manifest"),
            work.resolve("a".repeat(64) + ".tar.gz"),
            work.resolve(".sealframe-unpacking-1/half"))) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, "x");
    }
  }

  private Path work(ProductionCode code) {
    return folder.resolve("work-" + code);
  }

  private Path journal(ProductionCode code) {
    return work(code).resolve("journal").resolve(code + "-emulator-1.journal");
  }

  private static FarmSettings settings(LocalEndpoints at, ProductionCode code) {
    return new FarmSettings(
        at.batch(),
        at.blob(),
        code,
        new FarmCredential.SharedKeys(at.account(), at.key(), at.account(), at.key()),
        Optional.empty());
  }

  private static Resilience once() {
    return new Resilience(
        new ResilienceSettings(
            Duration.ofSeconds(20),
            1,
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            16,
            300,
            40,
            100,
            Duration.ofMillis(1)));
  }

  private WrapReport wrap(FarmSettings settings, Death death) throws IOException {
    ProductionCode code = settings.production();
    Wrap wrap =
        new Wrap(
            AzureFarm.connect(settings, once(), call -> {}),
            AzureFarm.parts(settings, once(), call -> {})
                .with(List.of(new MortalFiles(new WorkFolder(work(code), code), death))),
            Clock.systemUTC(),
            what -> {});
    WrapReport report = wrap.run(Optional.empty());
    String text = String.join("\n", report.lines());
    wrap.seal(text, Sha256.of(text.getBytes(StandardCharsets.UTF_8)));
    return report;
  }

  /** What is on this machine; whoever is dead removes nothing there either. */
  private record MortalFiles(WorkFolder files, Death death) implements Belongings {
    @Override
    public String kind() {
      return files.kind();
    }

    @Override
    public List<Belonging> list() {
      return files.list();
    }

    @Override
    public Optional<String> remove(Belonging one) {
      death.let("REMOVE " + one.name());
      return files.remove(one);
    }
  }

  /** Stands before both services; after a number of changes nothing gets through any more. */
  private static final class Death implements AutoCloseable {
    private final LocalEndpoints services;
    private final CountingProxy batch;
    private final CountingProxy blobs;
    private int left;
    private int changes;
    private boolean dead;
    private final Set<String> closed = ConcurrentHashMap.newKeySet();

    Death(LocalEndpoints services) throws IOException {
      this.services = services;
      this.batch = new CountingProxy(services.batch(), asked -> let("batchAccounts", asked));
      this.blobs =
          new CountingProxy(
              URI.create("http://" + services.blob().getAuthority()),
              asked -> let("storageAccounts", asked));
    }

    /** From now on a service is away. */
    void close(String account) {
      closed.add(account);
    }

    void revive() {
      closed.clear();
    }

    private void let(String account, String request) {
      if (closed.contains(account)) {
        throw new IllegalStateException("the account is gone");
      }
      let(request);
    }

    synchronized void after(int count) {
      left = count;
      changes = 0;
      dead = false;
    }

    synchronized int changes() {
      return changes;
    }

    synchronized void let(String request) {
      boolean reads = request.startsWith("GET ") || request.startsWith("HEAD ");
      dead = dead || (!reads && changes == left);
      if (dead) {
        throw new IllegalStateException("the client is dead");
      }
      changes += reads ? 0 : 1;
    }

    LocalEndpoints endpoints() {
      return new LocalEndpoints(
          batch.endpoint(),
          services.account(),
          services.key(),
          blobs.endpoint().resolve(services.blob().getPath()));
    }

    @Override
    public void close() {
      batch.close();
      blobs.close();
    }
  }
}
