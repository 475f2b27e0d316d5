package io.github.sealframe.samples;

import io.github.sealframe.batchclient.AzureResource;
import io.github.sealframe.batchclient.AzureResources;
import io.github.sealframe.batchclient.BatchClient;
import io.github.sealframe.batchclient.BatchQuery;
import io.github.sealframe.batchclient.models.BatchJob;
import io.github.sealframe.batchclient.models.BatchMetadataItem;
import io.github.sealframe.batchclient.models.BatchPool;
import io.github.sealframe.core.ControlAttestation;
import io.github.sealframe.core.Farm;
import io.github.sealframe.core.Observation;
import io.github.sealframe.core.Observation.Verdict;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.ProductionRegister;
import io.github.sealframe.core.Waiver;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * A production as an audit looks at it: each thing is asked for once, and nothing is changed. For
 * one thread.
 */
final class AuditSubject {
  /** Name of the metadata item that says whose a pool or job is. */
  private static final String LABEL = "sealframe-production";

  private final ProductionCode code;
  private final Optional<ProductionFile> file;
  private final Services services;
  private final Machine machine;
  private final Map<String, Once<Optional<AzureResource>>> resources = new HashMap<>();
  private final Map<String, Once<List<AzureResource>>> lists = new HashMap<>();
  private final Once<List<BatchPool>> pools;
  private final Once<List<BatchJob>> jobs;

  /**
   * The services that are asked.
   *
   * @param farm the production's
   * @param batch its Batch account, whoever's pools and jobs are there
   * @param arm Azure Resource Manager; empty when it cannot be asked
   * @param mayListSecrets tries whether whoever asks may list the vault's secrets; empty when that
   *     is not to be tried
   * @param emulator whether they are an emulator's
   */
  record Services(
      Farm farm,
      BatchClient batch,
      Optional<AzureResources> arm,
      Optional<BooleanSupplier> mayListSecrets,
      boolean emulator) {}

  /**
   * The machine that asks.
   *
   * @param work the production's folder
   * @param register what belongs to which production
   * @param journal file of the production's journal
   * @param home the user's folder
   * @param environment its variables
   * @param names looks up hosts
   * @param clock tells the time
   */
  record Machine(
      Path work,
      ProductionRegister register,
      Path journal,
      Path home,
      Map<String, String> environment,
      Names names,
      Clock clock) {}

  /** Looks up a host. */
  @FunctionalInterface
  interface Names {
    InetAddress[] addresses(String host) throws UnknownHostException;
  }

  /**
   * @param code the production
   * @param file its file; empty for an emulator's own production
   */
  AuditSubject(
      ProductionCode code, Optional<ProductionFile> file, Services services, Machine machine) {
    this.code = code;
    this.file = file;
    this.services = services;
    this.machine = machine;
    this.pools = new Once<>(() -> services.batch().pools().listPools(BatchQuery.ALL).toList());
    this.jobs =
        new Once<>(
            () ->
                services
                    .batch()
                    .jobs()
                    .listJobs(BatchQuery.ALL.select("id,displayName,poolInfo,metadata"))
                    .toList());
  }

  ProductionCode code() {
    return code;
  }

  Services services() {
    return services;
  }

  Machine machine() {
    return machine;
  }

  Clock clock() {
    return machine.clock();
  }

  /** To the second, which is as much as anybody reads. */
  Instant now() {
    return clock().instant().truncatedTo(ChronoUnit.SECONDS);
  }

  /** The production file. */
  ProductionFile file() {
    return file.orElseThrow(
        () -> new Unseen("the production file", "none was named", "name it with --production"));
  }

  /** What the studio says of itself. */
  List<ControlAttestation> attestations() {
    return file.map(ProductionFile::attestations).orElse(List.of());
  }

  /** Whether a word of the production stands in {@code text}. */
  boolean hasWord(String text) {
    return file.isPresent() && file.get().names().words().isIn(text);
  }

  /** Ids of what the production has in Azure. */
  ProductionResources ids() {
    return file()
        .resources()
        .orElseThrow(
            () ->
                new Unseen(
                    "the production's resources",
                    "the production file does not name their group",
                    "name it with `resource-group`"));
  }

  /** All pools of the Batch account. */
  List<BatchPool> allPools() {
    return pools.get();
  }

  /** The pools that are labelled as the production's. */
  List<BatchPool> pools() {
    return pools.get().stream().filter(pool -> isOwn(pool.metadata())).toList();
  }

  /** All jobs of the Batch account. */
  List<BatchJob> allJobs() {
    return jobs.get();
  }

  /** Whether something has the production's label, and no other production's. */
  boolean isOwn(List<BatchMetadataItem> metadata) {
    List<String> labels =
        metadata == null
            ? List.of()
            : metadata.stream()
                .filter(item -> LABEL.equals(item.name()))
                .map(BatchMetadataItem::value)
                .toList();
    return !labels.isEmpty() && labels.stream().allMatch(code.value()::equals);
  }

  /**
   * A resource, as Azure Resource Manager shows it.
   *
   * @param what what it is, for people
   * @throws Unseen when it is not there, or there is nobody to ask
   */
  AzureResource resource(String what, String id, String apiVersion) {
    return resources
        .computeIfAbsent(id, key -> new Once<>(() -> arm(what).find(id, apiVersion)))
        .get()
        .orElseThrow(
            () ->
                new Unseen(
                    what, "there is none of the id " + id, "correct the production file's ids"));
  }

  /** A list of resources, at most a thousand of them. */
  List<AzureResource> list(String what, String id, String apiVersion) {
    return lists
        .computeIfAbsent(
            id, key -> new Once<>(() -> arm(what).list(id, apiVersion).limit(1000).toList()))
        .get();
  }

  private AzureResources arm(String what) {
    return services
        .arm()
        .orElseThrow(
            () ->
                new Unseen(
                    what,
                    services.emulator()
                        ? "an emulator has no Azure Resource Manager"
                        : "the production file does not name its resource group",
                    services.emulator()
                        ? "audit the production in Azure"
                        : "name it with `resource-group`"));
  }

  /** The waiver that is in force for a control. */
  Optional<Waiver> waiver(String control) {
    LocalDate today = LocalDate.ofInstant(clock().instant(), ZoneOffset.UTC);
    return file.stream()
        .flatMap(read -> read.waivers().stream())
        .filter(waiver -> waiver.control().equals(control) && !waiver.until().isBefore(today))
        .max(Comparator.comparing(Waiver::until));
  }

  Observation kept(String what, String value) {
    return new Observation(Verdict.KEPT, what, value, "", now(), Optional.empty());
  }

  Observation broken(String what, String value, String next) {
    return broken(what, value, next, Optional.empty());
  }

  Observation broken(String what, String value, String next, Optional<Waiver> waiver) {
    return new Observation(Verdict.BROKEN, what, value, next, now(), waiver);
  }

  Observation unseen(String what, String why, String next) {
    return new Observation(Verdict.UNSEEN, what, why, next, now(), Optional.empty());
  }

  Observation absent(String what, String value) {
    return new Observation(Verdict.ABSENT, what, value, "", now(), Optional.empty());
  }

  Observation noted(String what, String value) {
    return new Observation(Verdict.NOTED, what, value, "", now(), Optional.empty());
  }

  /** Kept when {@code holds}, broken otherwise. */
  Observation judged(boolean holds, String what, String value, String next) {
    return holds ? kept(what, value) : broken(what, value, next);
  }

  /** A text of a resource, held to what it should be; what is not said is not seen. */
  Observation judged(
      String what, Optional<?> value, Function<String, Boolean> rule, String name, String next) {
    return value
        .map(Object::toString)
        .map(text -> judged(rule.apply(text), what, name + " is " + text, next))
        .orElseGet(() -> unseen(what, "Azure does not say " + name, "look at it in the portal"));
  }
}
