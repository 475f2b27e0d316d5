package io.github.sealframe.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Puts the hold on a production, and takes it off again. Thread-safe; two clients that race end in
 * one record.
 */
public final class HoldKeeper {
  private static final int MAX_OUTPUT_BYTES = 1 << 20;
  private static final int MAX_MESSAGE = 500;
  private static final Duration LEAVING_LIMIT = Duration.ofMinutes(15);
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}]+");

  private final Farm farm;
  private final Clock clock;

  /**
   * @param farm the production's services
   * @param clock tells when a hold is put on and released
   */
  public HoldKeeper(Farm farm, Clock clock) {
    this.farm = farm;
    this.clock = clock;
  }

  /** The hold that stands; empty when none does. */
  public Optional<Hold> standing() {
    return farm.holds().read().map(HoldRecords.Stored::hold).filter(Hold::stands);
  }

  /**
   * Puts the hold on: writes the record, stops every open job of the production, keeps the pool
   * from growing, and saves what the node said. When a hold stands already, that one is enforced
   * again.
   *
   * @param plan the plan under which it was seen
   * @param cause what was seen
   * @param outputs folders, relative to the node's root folder, of the output that tells more
   * @return the hold that stands
   */
  public Hold put(PlanRecord plan, Hold.Cause cause, List<String> outputs) throws IOException {
    Hold hold = record(plan, cause);
    for (JobId job : farm.jobs().openJobs(plan.production())) {
      farm.jobs().disable(job);
    }
    farm.pools().stopGrowing(hold.cause().pool());
    return hold.evidence().isEmpty() ? saveEvidence(hold, outputs) : hold;
  }

  private Hold record(PlanRecord plan, Hold.Cause cause) {
    while (true) {
      Optional<HoldRecords.Stored> stored = farm.holds().read();
      if (stored.isPresent() && stored.get().hold().stands()) {
        return stored.get().hold();
      }
      Hold hold =
          new Hold(
              "hold-" + clock.instant().toEpochMilli() + "-" + seenOn(cause),
              plan.production(),
              clock.instant().truncatedTo(ChronoUnit.SECONDS),
              cause,
              farm.jobs().openJobs(plan.production()),
              suspects(plan, cause.kind()),
              List.of(),
              Optional.empty());
      if (farm.holds().write(hold, stored.map(HoldRecords.Stored::etag))) {
        return hold;
      }
    }
  }

  private static String seenOn(Hold.Cause cause) {
    return cause.node().map(NodeId::value).orElseGet(() -> cause.pool().value());
  }

  /** What the node was given, and did not accept; all of it when something else may have run. */
  private static List<Hold.Suspect> suspects(PlanRecord plan, Hold.Kind kind) {
    Set<String> gates =
        switch (kind) {
          case START_TASK_FAILED -> Set.of(PlanRecord.START);
          case PREPARATION_FAILED -> Set.of(PlanRecord.PREPARATION);
          case NODE_UNUSABLE, NODE_START_TASK_DIFFERS, POOL_DIFFERS, JOB_DIFFERS, TASK_REFUSED ->
              Set.of(PlanRecord.START, PlanRecord.PREPARATION);
        };
    return plan.inputs().stream()
        .filter(input -> gates.contains(input.gate()))
        .map(input -> new Hold.Suspect(input.blob(), input.digest()))
        .distinct()
        .toList();
  }

  private Hold saveEvidence(Hold hold, List<String> outputs) throws IOException {
    List<String> evidence = new ArrayList<>();
    Hold.Cause cause = hold.cause();
    if (cause.node().isPresent()) {
      cause = saveEvidence(hold, cause.node().get(), outputs, evidence);
    }
    if (evidence.isEmpty()) {
      evidence.add("none: there is no output of a StartTask or a preparation task to save");
    }
    return write(hold, cause, evidence);
  }

  private Hold.Cause saveEvidence(
      Hold hold, NodeId node, List<String> outputs, List<String> evidence) throws IOException {
    Hold.Cause cause = hold.cause();
    for (String folder : outputs) {
      for (String name : List.of("stderr.txt", "stdout.txt")) {
        String path = folder + "/" + name;
        Optional<String> text = farm.pools().nodeFile(cause.pool(), node, path, MAX_OUTPUT_BYTES);
        if (text.isEmpty()) {
          evidence.add("unobtainable: " + path + " of node " + node);
          continue;
        }
        BlobRef place = new BlobRef(ContainerRole.EVIDENCE, hold.id() + "/" + node + "/" + path);
        farm.blobs().putIfAbsent(place, Content.of(text.get()));
        evidence.add(place.toString());
        // What a foreign StartTask prints is no explanation.
        if (name.equals("stderr.txt") && !cause.kind().taintsPool()) {
          cause = withMessage(cause, text.get());
        }
      }
    }
    return cause;
  }

  /** The verifier's own line says more than the service can: it names the blob or the path. */
  private static Hold.Cause withMessage(Hold.Cause cause, String stderr) {
    return stderr
        .lines()
        .filter(line -> line.startsWith("sealframe: "))
        .reduce((first, last) -> last)
        .map(line -> CONTROL.matcher(line).replaceAll(" "))
        .map(line -> line.length() > MAX_MESSAGE ? line.substring(0, MAX_MESSAGE) : line)
        .map(
            line ->
                new Hold.Cause(cause.kind(), cause.pool(), cause.node(), cause.exitCode(), line))
        .orElse(cause);
  }

  private Hold write(Hold hold, Hold.Cause cause, List<String> evidence) {
    Hold fuller =
        new Hold(
            hold.id(),
            hold.production(),
            hold.since(),
            cause,
            hold.jobs(),
            hold.suspects(),
            evidence,
            Optional.empty());
    Optional<HoldRecords.Stored> stored = farm.holds().read();
    boolean unchanged = stored.isPresent() && stored.get().hold().equals(hold);
    if (unchanged && farm.holds().write(fuller, Optional.of(stored.get().etag()))) {
      return fuller;
    }
    return farm.holds().read().map(HoldRecords.Stored::hold).orElse(hold);
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
   * Takes the hold off. First the blobs that the node was given are read again, and those that are
   * not what they should be are replaced; then the nodes that cannot be used are removed; then the
   * record is written. Jobs stay stopped until the next submission.
   *
   * @param by the person who answers for it
   * @param note what that person found
   * @param gate finds on this machine what the blobs must be
   * @throws ConfigurationRefusal when no hold stands, or name or note are blank
   * @throws IntegrityRefusal when a blob is wrong and its content is not on this machine
   */
  public Released release(String by, String note, PackageGate gate) throws IOException {
    refuseBlank(by, note);
    HoldRecords.Stored stored =
        farm.holds()
            .read()
            .filter(found -> found.hold().stands())
            .orElseThrow(
                () ->
                    new ConfigurationRefusal(
                        "release", "the production", "it is not held", "just submit"));
    Hold hold = stored.hold();
    List<BlobRef> replaced = new ArrayList<>();
    for (Hold.Suspect suspect : hold.suspects()) {
      if (restore(suspect, gate)) {
        replaced.add(suspect.blob());
      }
    }
    List<NodeId> removed =
        hold.cause().kind().taintsPool()
            ? removeAll(hold.cause().pool())
            : removeRefused(hold.cause());
    Hold released =
        new Hold(
            hold.id(),
            hold.production(),
            hold.since(),
            hold.cause(),
            hold.jobs(),
            hold.suspects(),
            hold.evidence(),
            Optional.of(
                new Hold.Release(by, note, clock.instant().truncatedTo(ChronoUnit.SECONDS))));
    if (!farm.holds().write(released, Optional.of(stored.etag()))) {
      throw new ServiceRefusal(
          "release",
          "the production",
          "the hold was changed meanwhile",
          "look at it and try again");
    }
    return new Released(released, replaced, removed);
  }

  private static void refuseBlank(String by, String note) {
    List<String> problems = new ArrayList<>();
    if (by.isBlank()) {
      problems.add(Refusal.line("release", "the production", "there is no name", "say --by NAME"));
    }
    if (note.isBlank()) {
      problems.add(
          Refusal.line(
              "release", "the production", "there is no note", "say --note with what was found"));
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationRefusal(problems);
    }
  }

  /** Reads a suspect blob again, and replaces it when it is not what it should be. */
  private boolean restore(Hold.Suspect suspect, PackageGate gate) throws IOException {
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

  private List<NodeId> removeRefused(Hold.Cause cause) {
    Set<NodeId> nodes = new LinkedHashSet<>();
    cause.node().ifPresent(nodes::add);
    farm.pools().refusedNodes(cause.pool()).forEach(node -> nodes.add(node.id()));
    List<NodeId> remove = List.copyOf(nodes);
    farm.pools().removeNodes(cause.pool(), remove);
    // A node that is still seen as refused would put the next hold on.
    boolean gone =
        Patience.until(
            LEAVING_LIMIT,
            () ->
                farm.pools().refusedNodes(cause.pool()).stream()
                    .noneMatch(node -> nodes.contains(node.id())));
    refuseUnless(gone, cause.pool());
    return remove;
  }

  /** Nobody knows what ran on them: the next submission gets new ones. */
  private List<NodeId> removeAll(PoolId pool) {
    List<NodeId> nodes = farm.pools().nodes(pool);
    boolean gone =
        Patience.until(
            LEAVING_LIMIT,
            () -> {
              if (farm.pools().nodes(pool).isEmpty()) {
                return true;
              }
              farm.pools().resize(pool, 0);
              return false;
            });
    refuseUnless(gone, pool);
    return nodes;
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
