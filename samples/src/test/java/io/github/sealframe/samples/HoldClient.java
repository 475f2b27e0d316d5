package io.github.sealframe.samples;

import io.github.sealframe.core.CapacityRefusal;
import io.github.sealframe.core.Disposition;
import io.github.sealframe.core.Downloader;
import io.github.sealframe.core.Farm;
import io.github.sealframe.core.HeldRefusal;
import io.github.sealframe.core.Hold;
import io.github.sealframe.core.HoldKeeper;
import io.github.sealframe.core.HoldRelease;
import io.github.sealframe.core.JobId;
import io.github.sealframe.core.NodeId;
import io.github.sealframe.core.PackageTree;
import io.github.sealframe.core.PlanRecord;
import io.github.sealframe.core.Planner;
import io.github.sealframe.core.PoolRecycle;
import io.github.sealframe.core.PoolShape;
import io.github.sealframe.core.ProductionPolicy;
import io.github.sealframe.core.Refusal;
import io.github.sealframe.core.RelativePath;
import io.github.sealframe.core.ReleaseRequest;
import io.github.sealframe.core.RenderPlan;
import io.github.sealframe.core.RenderRequest;
import io.github.sealframe.core.Resolution;
import io.github.sealframe.core.Scene;
import io.github.sealframe.core.Submitter;
import io.github.sealframe.core.Watcher;
import io.github.sealframe.integrity.NodePackageGate;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/** Somebody who renders, watches and releases, on a machine that has seen nothing before. */
final class HoldClient {
  private static final int MOST_RELEASES = 8;

  private final HeldProduction production;
  private final String name;
  private final Path home;
  private final MortalFarm mortal;
  private final NodePackageGate gate;
  private RenderPlan plan;

  HoldClient(HeldProduction production, String name, Path home, MortalFarm mortal) {
    this.production = production;
    this.name = name;
    this.home = home;
    this.mortal = mortal;
    this.gate = new NodePackageGate(home);
  }

  /** Something that a client tries. */
  @FunctionalInterface
  interface Verb {
    void run() throws IOException;
  }

  private Farm farm() {
    return mortal.farm();
  }

  /** How many requests it made. */
  int calls() {
    return mortal.calls();
  }

  /** Empty when it was not refused. */
  Optional<Refusal> tries(String what, Verb verb) throws IOException {
    production.say(name + " begins to " + what);
    try {
      verb.run();
      production.say(name + " did " + what);
      return Optional.empty();
    } catch (Refusal e) {
      production.say(name + " is refused to " + what + ": " + e.getMessage());
      return Optional.of(e);
    }
  }

  private RenderPlan plan() throws IOException {
    if (plan == null) {
      Path blend = production.base().resolve("scene.blend");
      RelativePath at = new RelativePath("scene.blend");
      plan =
          new Planner(gate, home, ProductionPolicy.ofEmulator())
              .plan(
                  RenderRequest.builder()
                      .production(production.code().value())
                      .scene(
                          new Scene(
                              PackageTree.empty().with(at, blend), at, new Resolution(64, 36)))
                      .renderer(production.base().resolve("renderer"))
                      .frames("1-3")
                      .nodes(HeldProduction.NODES)
                      .pool(PoolShape.ofEmulator())
                      .build());
    }
    return plan;
  }

  void submit() throws IOException {
    RenderPlan mine = plan();
    production.submissionBegins(name);
    boolean through = false;
    try {
      new Submitter(
              farm(),
              gate,
              Clock.systemUTC(),
              event -> {
                production.planned(mine.record().pool());
                production.told(event);
              })
          .submit(mine);
      through = true;
    } finally {
      production.submissionEnds(name, through);
    }
  }

  void recycle() throws IOException {
    new PoolRecycle(
            farm(), production.code(), Clock.systemUTC(), Duration.ofSeconds(30), production::told)
        .recycle(plan().pool().id(), OptionalInt.empty());
  }

  /** By the plan that lies in storage: a client that only watches has no other. */
  void watch(Duration limit) throws IOException {
    PlanRecord record = Downloader.plan(farm().blobs(), plan().job().id());
    new Watcher(farm(), gate, Clock.systemUTC(), production::told).watch(record, limit);
  }

  /** Releases what is held; each node that may stay stays, or goes, by lot. */
  void release(Random lot) throws IOException {
    Optional<Hold> hold = new HoldKeeper(farm(), Clock.systemUTC()).standing();
    if (hold.isPresent()) {
      new HoldRelease(
              farm(), gate, ProductionPolicy.ofEmulator(), Clock.systemUTC(), production::told)
          .release(
              new ReleaseRequest(
                  name,
                  "looked at it, and it was the fault of the test",
                  Optional.empty(),
                  dispositions(hold.get(), lot)));
    }
  }

  private Map<NodeId, Disposition> dispositions(Hold hold, Random lot) {
    Map<NodeId, Disposition> dispositions = new LinkedHashMap<>();
    switch (hold.cause().kind()) {
      case NODE_START_TASK_DIFFERS, POOL_DIFFERS, JOB_DIFFERS -> {}
      default -> {
        Disposition drawn = lot.nextBoolean() ? Disposition.REMOVE : Disposition.KEEP;
        hold.cause().node().ifPresent(node -> dispositions.put(node, drawn));
        nodesOfRefusedTasks(hold).forEach(node -> dispositions.put(node, drawn));
        farm()
            .pools()
            .refusedNodes(hold.cause().pool())
            .forEach(node -> dispositions.put(node.id(), Disposition.REMOVE));
      }
    }
    return dispositions;
  }

  /** Those that are there: where a check made a task fail that no hold has dealt with. */
  private List<NodeId> nodesOfRefusedTasks(Hold hold) {
    List<NodeId> there = farm().pools().nodes(hold.cause().pool());
    List<NodeId> nodes = new ArrayList<>();
    for (JobId job : farm().jobs().openJobs(production.code())) {
      Instant settled = hold.settled().getOrDefault(job, Instant.EPOCH);
      farm()
          .jobs()
          .refusedTasks(job, settled)
          .forEachRemaining(
              task -> {
                if (task.since().isAfter(settled)) {
                  task.node().filter(there::contains).ifPresent(nodes::add);
                }
              });
    }
    return nodes;
  }

  /** Releases what is held until everything is rendered, and looks at what is left. */
  void bringsToAnEnd() throws IOException {
    production.say("--- the end begins");
    boolean held = production.standing().isPresent();
    boolean bad = production.hasBadNode();
    if (held) {
      production.events().get("job enabled").happens();
    }
    Optional<Refusal> first = tries("submit", this::submit);
    if (held && first.filter(HeldRefusal.class::isInstance).isEmpty()) {
      production.breach("a production with a hold is not held: " + first);
    }
    if (held && production.hasActiveJob()) {
      production.breach("a job runs on after somebody looked at the hold");
    }
    if (bad && first.isEmpty()) {
      production.breach("a production with a bad node is submitted to");
    }
    production.heal();
    Random lot = new Random(0);
    boolean rendered = false;
    for (int tries = 0; !rendered && tries < MOST_RELEASES; tries++) {
      boolean submitted = tries == 0 && first.isEmpty();
      Optional<Refusal> refusal =
          tries(
              "render",
              () -> {
                if (!submitted) {
                  submit();
                }
                watch(Duration.ofMinutes(2));
              });
      rendered = refusal.isEmpty();
      if (refusal.filter(HeldRefusal.class::isInstance).isPresent()) {
        tries("release", () -> release(lot));
      } else if (refusal.filter(CapacityRefusal.class::isInstance).isPresent()) {
        break;
      }
    }
    if (!rendered) {
      production.breach("nobody can bring it to an end");
    }
    production.check();
  }
}
