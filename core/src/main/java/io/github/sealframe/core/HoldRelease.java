package io.github.sealframe.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Takes the hold off a production, in this order: evidence that nobody has saved is saved; blobs
 * that the node was given are read again, and those that are not what they should be are replaced;
 * nodes are removed, each after what it can tell was saved; the record is written. Whatever ends it
 * before that leaves the production held, and it may be run again. Jobs stay stopped until the next
 * submission. Thread-safe; of two that race one is refused.
 */
public final class HoldRelease {
  private static final Duration LEAVING_LIMIT = Duration.ofMinutes(15);

  /** More than any pool has nodes for; it ends, whoever makes the pool grow. */
  private static final int MOST_ROUNDS = 100;

  private final Farm farm;
  private final HoldKeeper holds;
  private final PackageGate gate;
  private final ProductionPolicy policy;
  private final Clock clock;
  private final Consumer<RenderEvent> listener;

  /**
   * @param farm the production's services
   * @param gate finds on this machine what blobs must be
   * @param policy whether it takes two people, and what may not stand in a note
   * @param clock tells when it is released
   * @param listener told before anything is released, and when it is, and what a {@link HoldKeeper}
   *     tells
   */
  public HoldRelease(
      Farm farm,
      PackageGate gate,
      ProductionPolicy policy,
      Clock clock,
      Consumer<RenderEvent> listener) {
    this.farm = farm;
    this.holds = new HoldKeeper(farm, clock, listener);
    this.gate = gate;
    this.policy = policy;
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * What a release did.
   *
   * @param hold the record, with the release in it
   * @param replaced blobs that were not what they should be, and are now
   * @param removed nodes that were taken out of the pool
   */
  public record Released(Hold hold, List<BlobRef> replaced, List<NodeId> removed) {}

  /**
   * Carries it out.
   *
   * @throws ConfigurationRefusal when no hold stands, or naming everything that is missing
   * @throws PolicyRefusal when a word of the production stands in it
   * @throws IntegrityRefusal when a blob is wrong and its content is not on this machine
   */
  public Released release(ReleaseRequest request) throws IOException {
    List<String> problems = new ArrayList<>(request.problems());
    policy.checkRelease(request, problems);
    Hold found = standing().orElseThrow(this::notHeld).hold();
    List<Jobs.LiveTask> refused = new ArrayList<>();
    Map<JobId, Instant> dealtWith = refusedTasks(found.cause().pool(), refused);
    Set<NodeId> remove = toRemove(found, refused, request.nodes(), problems);
    if (!problems.isEmpty()) {
      throw new ConfigurationRefusal(problems);
    }
    Hold hold = same(holds.keep(found)).hold();
    String principal = farm.principal().told();
    listener.accept(new RenderEvent.Releasing(hold, request, principal));
    List<BlobRef> replaced = new ArrayList<>();
    for (Hold.Suspect suspect : hold.suspects()) {
      if (restore(suspect)) {
        replaced.add(suspect.blob());
      }
    }
    Predicate<NodeId> leaves = hold.cause().kind().taintsPool() ? node -> true : remove::contains;
    Set<NodeId> removed = remove(hold, leaves, refused);
    HoldRecords.Stored stored = same(hold);
    Hold released =
        stored
            .hold()
            .releasedBy(
                new Hold.Release(
                    request.by(),
                    request.second(),
                    principal,
                    request.note(),
                    new TreeMap<>(
                        request.nodes().entrySet().stream()
                            .collect(
                                Collectors.toMap(
                                    node -> node.getKey().value(), Map.Entry::getValue))),
                    clock.instant().truncatedTo(ChronoUnit.SECONDS)),
                dealtWith);
    if (!farm.holds().write(released, Optional.of(stored.etag()))) {
      throw changed();
    }
    Released done = new Released(released, replaced, List.copyOf(removed));
    listener.accept(new RenderEvent.Released(done));
    return done;
  }

  private Optional<HoldRecords.Stored> standing() {
    return farm.holds().read().filter(found -> found.hold().stands());
  }

  /** The hold as it is written now, provided that nothing more was seen of it. */
  private HoldRecords.Stored same(Hold hold) {
    HoldRecords.Stored stored = standing().orElseThrow(this::notHeld);
    Hold now = stored.hold();
    if (!now.id().equals(hold.id()) || !now.later().equals(hold.later())) {
      throw changed();
    }
    return stored;
  }

  private static ServiceRefusal changed() {
    return new ServiceRefusal(
        "release", "the production", "the hold was changed meanwhile", "look at it and try again");
  }

  private ConfigurationRefusal notHeld() {
    return new ConfigurationRefusal("release", "the production", "it is not held", "just submit");
  }

  /**
   * Finds the other tasks of open jobs on the pool that a check made fail, which the release deals
   * with too; one that fails after this look holds again.
   *
   * @param refused gets them
   * @return up to when, by job
   */
  private Map<JobId, Instant> refusedTasks(PoolId pool, List<Jobs.LiveTask> refused) {
    Map<JobId, Instant> dealtWith = new HashMap<>();
    for (JobId job : farm.jobs().openJobs(farm.production())) {
      if (farm.jobs().job(job).filter(live -> live.pool().equals(pool)).isPresent()) {
        for (Jobs.LiveTask task : holds.refusedTasks(job)) {
          refused.add(task);
          dealtWith.put(job, task.since()); // The last is the newest.
        }
      }
    }
    return dealtWith;
  }

  /**
   * The nodes to be removed. Each that the hold names, each that the service cannot use now, and
   * each on which a check made a task fail needs a disposition; none that cannot be used may be
   * kept.
   */
  private Set<NodeId> toRemove(
      Hold hold,
      List<Jobs.LiveTask> refused,
      Map<NodeId, Disposition> dispositions,
      List<String> problems) {
    PoolId pool = hold.cause().pool();
    if (hold.cause().kind().taintsPool()) {
      if (!dispositions.isEmpty()) {
        problems.add(
            ReleaseRequest.problem(
                "anything may have run on its nodes, so that all of them are removed",
                "leave out --node"));
      }
      return Set.of();
    }
    Set<NodeId> unusable = new LinkedHashSet<>();
    farm.pools().refusedNodes(pool).forEach(node -> unusable.add(node.id()));
    Set<NodeId> named = new LinkedHashSet<>(unusable);
    hold.cause().node().ifPresent(named::add);
    if (!refused.isEmpty()) {
      List<NodeId> there = farm.pools().nodes(pool);
      refused.forEach(task -> task.node().filter(there::contains).ifPresent(named::add));
    }
    for (NodeId node : named) {
      Disposition disposition = dispositions.get(node);
      if (disposition == null) {
        problems.add(
            ReleaseRequest.problem(
                "nobody said what becomes of node " + node,
                "say --node " + node + "=remove" + (unusable.contains(node) ? "" : " or =keep")));
      } else if (disposition == Disposition.KEEP && unusable.contains(node)) {
        problems.add(
            ReleaseRequest.problem(
                "node " + node + " cannot be used, and would hold the production again",
                "say --node " + node + "=remove"));
      }
    }
    dispositions.keySet().stream()
        .filter(node -> !named.contains(node))
        .forEach(
            node ->
                problems.add(
                    ReleaseRequest.problem(
                        "node " + node + " is none of the hold's", "leave out --node " + node)));
    return named.stream()
        .filter(node -> dispositions.get(node) == Disposition.REMOVE)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Where each node has what it may tell, before it is removed. */
  private static List<Hold.Cause> lastWords(
      PoolId pool, List<NodeId> leaving, List<Jobs.LiveTask> refused) {
    List<Hold.Cause> causes = new ArrayList<>();
    for (NodeId node : leaving) {
      List<String> folders = new ArrayList<>(Causes.STARTUP);
      refused.stream()
          .filter(task -> task.node().filter(node::equals).isPresent())
          .forEach(task -> task.folder().ifPresent(folders::add));
      causes.add(
          new Hold.Cause(
              Hold.Kind.TASK_REFUSED, pool, Optional.of(node), Optional.empty(), "", folders));
    }
    return causes;
  }

  /** Reads a suspect blob again, and replaces it when it is not what it should be. */
  private boolean restore(Hold.Suspect suspect) throws IOException {
    Optional<BlobStore.OpenBlob> open = farm.blobs().open(suspect.blob());
    String etag = "";
    if (open.isPresent()) {
      MessageDigest digest = Sha256.digest();
      try (BlobStore.OpenBlob blob = open.get();
          InputStream in = new DigestInputStream(blob.stream(), digest)) {
        etag = blob.properties().etag();
        in.transferTo(OutputStream.nullOutputStream());
      }
      if (Sha256.of(digest).equals(suspect.digest())) {
        return false;
      }
    }
    Content right =
        gate.content(suspect.digest())
            .orElseThrow(
                () ->
                    refused(
                        suspect,
                        "it is not what it should be, and this machine has no copy",
                        "run `plan` with the same scene here first, or release where it was submitted"));
    boolean replaced =
        open.isPresent()
            ? farm.blobs().replace(suspect.blob(), right, etag)
            : farm.blobs().putIfAbsent(suspect.blob(), right);
    if (!replaced) {
      throw refused(suspect, "it changed while it was being replaced", "release again");
    }
    return true;
  }

  private static IntegrityRefusal refused(Hold.Suspect suspect, String why, String next) {
    return new IntegrityRefusal("release with", "blob " + suspect.blob(), why, next);
  }

  /**
   * Removes nodes by their names, so that none goes of which nothing was saved: others may come
   * meanwhile.
   *
   * @return those that went
   */
  private Set<NodeId> remove(Hold hold, Predicate<NodeId> leaves, List<Jobs.LiveTask> refused)
      throws IOException {
    PoolId pool = hold.cause().pool();
    Set<NodeId> removed = new LinkedHashSet<>();
    List<NodeId> leaving = there(pool, leaves);
    for (int round = 0; !leaving.isEmpty(); round++) {
      refuseUnless(round < MOST_ROUNDS, pool);
      List<NodeId> some = leaving.subList(0, Math.min(Pools.MOST_REMOVED, leaving.size()));
      holds.keepOf(hold, lastWords(pool, some, refused));
      refuseUnless(
          Patience.until(
              LEAVING_LIMIT,
              () -> {
                farm.pools().removeNodes(pool, some);
                return there(pool, some::contains).isEmpty();
              }),
          pool);
      removed.addAll(some);
      leaving = there(pool, leaves);
    }
    return removed;
  }

  private List<NodeId> there(PoolId pool, Predicate<NodeId> which) {
    return farm.pools().nodes(pool).stream().filter(which).toList();
  }

  private static void refuseUnless(boolean gone, PoolId pool) {
    if (!gone) {
      throw new ServiceRefusal(
          "remove nodes from",
          "pool " + pool,
          "they did not leave in " + LEAVING_LIMIT.toMinutes() + " minutes",
          "release again");
    }
  }
}
