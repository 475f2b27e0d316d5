package io.github.sealframe.core;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Carries out a plan, up to the point where the service works by itself. Running it again is safe
 * at any point, after a crash too: everything has an id that follows from the plan, what is there
 * is compared with the plan, and the job may finish only when its tasks are exactly the planned
 * ones. Thread-safe.
 */
public final class Submitter {
  private static final Duration STEADY_LIMIT = Duration.ofMinutes(15);

  private final Farm farm;
  private final PackageGate gate;
  private final Causes causes;
  private final HoldKeeper holds;
  private final Consumer<RenderEvent> listener;

  /**
   * @param farm the production's services
   * @param gate knows what the exit codes of its checks mean
   * @param clock tells when a hold is put on
   * @param listener told of each step, by the thread that submits
   */
  public Submitter(Farm farm, PackageGate gate, Clock clock, Consumer<RenderEvent> listener) {
    this.farm = farm;
    this.gate = gate;
    this.causes = new Causes(gate);
    this.holds = new HoldKeeper(farm, clock, listener);
    this.listener = listener;
  }

  /**
   * Submits a plan.
   *
   * @return the job's state
   * @throws HeldRefusal when the production is held, or is from now on, since its pool has a node
   *     that cannot be used
   * @throws PolicyRefusal when the plan is that of another production, the production was wrapped,
   *     the storage account has containers of another one, or a live pool or job is not as planned;
   *     nothing is written then, unless it came to be so meanwhile
   * @throws IntegrityRefusal when a blob in the place of a planned one cannot be it
   * @throws IOException when a file of a package cannot be read
   */
  public Jobs.JobState submit(RenderPlan plan) throws IOException {
    makePool(plan);
    return ensureJob(plan);
  }

  /**
   * Does what {@link #submit} does, in the same way, but for the job: the packages are there then,
   * and the pool aims at the plan's nodes, so that a submission finds them ready.
   */
  public void makePool(RenderPlan plan) throws IOException {
    plan.record().requireOf(farm.production(), "submit to");
    holds.refuseWhenFound("submit to", gate);
    refuseForeign(plan);
    farm.blobs().createContainers();
    listener.accept(
        new RenderEvent.Submitting(plan.record(), plan.waived(), farm.principal().told()));
    ContentStore store = new ContentStore(farm.blobs());
    store.storeAll(plan.inputs(), listener);
    if (plan.approval().isPresent()) {
      PackageApproval approval = plan.approval().get();
      store.store(PackageApproval.place(approval.digest()), Content.of(approval.text()));
    }
    holds.refuseWhenHeld("submit to"); // Sending may have taken hours.
    ensurePool(plan);
    store.store(PlanRecord.place(plan.job().id()), Content.of(plan.record().text()));
  }

  /** What is there already and is not this production's, or not as planned, stays untouched. */
  private void refuseForeign(RenderPlan plan) {
    List<String> problems = new ArrayList<>();
    for (ProductionCode other : farm.blobs().productions()) {
      if (!other.equals(farm.production())) {
        problems.add(
            Refusal.line(
                "submit to",
                "production " + farm.production(),
                "the storage account has containers of production " + other,
                "give each production a storage account of its own"
                    + " (control batch-exclusive-storage)"));
      }
    }
    farm.pools()
        .pool(plan.pool())
        .ifPresent(live -> addDrift("pool " + plan.pool().id(), live.drift(), problems));
    farm.jobs()
        .job(plan.job())
        .ifPresent(live -> addDrift("job " + live.id(), live.drift(), problems));
    refuse(problems);
  }

  private void ensurePool(RenderPlan all) throws IOException {
    PoolPlan plan = all.pool();
    boolean created = farm.pools().createPool(plan);
    Pools.LivePool pool = comparedPool(plan);
    holdOnRefusedNode(all.record());
    if (pool.targetNodes() != plan.nodes()) {
      awaitSteady(plan);
      farm.pools().resize(plan.id(), plan.nodes());
    }
    listener.accept(new RenderEvent.PoolReady(plan.id(), created));
  }

  /**
   * Such a node, in whatever pool of the production, would hold it anyway, and tells of a hold
   * whose record is gone.
   */
  private void holdOnRefusedNode(PlanRecord plan) throws IOException {
    for (ProductionPools.OwnPool live : farm.ownPools().pools(farm.production())) {
      List<Pools.RefusedNode> refused = farm.pools().refusedNodes(live.id());
      if (!refused.isEmpty()) {
        throw new HeldRefusal("submit to", holds.put(plan, causes.of(live.id(), refused.get(0))));
      }
    }
  }

  /** Nodes that a release took out may still be leaving, and Batch resizes steady pools only. */
  private void awaitSteady(PoolPlan plan) {
    boolean steady =
        Patience.until(
            STEADY_LIMIT, () -> farm.pools().pool(plan).map(Pools.LivePool::steady).orElse(true));
    if (!steady) {
      throw new CapacityRefusal(
          "resize",
          "pool " + plan.id(),
          "another resize did not end in " + STEADY_LIMIT.toMinutes() + " minutes",
          "see what keeps it, then submit again");
    }
  }

  private Pools.LivePool comparedPool(PoolPlan plan) {
    Pools.LivePool pool = farm.pools().pool(plan).orElseThrow(() -> vanished("pool " + plan.id()));
    refuseDrift("pool " + plan.id(), pool.drift());
    return pool;
  }

  private Jobs.LiveJob comparedJob(JobPlan plan) {
    Jobs.LiveJob job = farm.jobs().job(plan).orElseThrow(() -> vanished("job " + plan.id()));
    refuseDrift("job " + plan.id(), job.drift());
    return job;
  }

  private Jobs.JobState ensureJob(RenderPlan all) throws IOException {
    JobPlan plan = all.job();
    farm.jobs().createJob(plan);
    holds.refuseWhenHeld("submit to"); // Tasks of an active job begin as they are added.
    Jobs.LiveJob made = comparedJob(plan);
    if (isEnding(made.state())) {
      return made.state();
    }
    if (!made.mayFinish()) {
      farm.jobs()
          .addTasks(
              plan,
              added ->
                  listener.accept(
                      new RenderEvent.TasksAdded(plan.id(), added, plan.tasks().size())));
    }
    refuseOtherTasks(plan);
    // Again: adding many tasks takes a while, and a stopped job can be pointed at another pool.
    comparedPool(all.pool());
    Jobs.LiveJob job = comparedJob(plan);
    holds.refuseWhenHeld("submit to");
    if (isEnding(job.state())) {
      return job.state();
    }
    if (!job.mayFinish()) {
      farm.jobs().allowCompletion(plan.id());
    }
    if (job.state() == Jobs.JobState.DISABLED || job.state() == Jobs.JobState.DISABLING) {
      holds.refuseWhenFound("submit to", gate); // The service may have stopped it meanwhile.
      farm.jobs().enable(plan.id());
      // Again: whoever put a hold on since the last look found the job stopped already.
      holds.refuseWhenHeld("submit to");
    }
    return farm.jobs().job(plan).orElseThrow(() -> vanished("job " + plan.id())).state();
  }

  private static boolean isEnding(Jobs.JobState state) {
    return switch (state) {
      case TERMINATING, COMPLETED, DELETING -> true;
      case ACTIVE, DISABLING, DISABLED, ENABLING, UNKNOWN -> false;
    };
  }

  /** The set of tasks must be the planned one: none missing, none more, none changed. */
  private void refuseOtherTasks(JobPlan plan) {
    Set<TaskId> missing = new HashSet<>();
    plan.tasks().forEach(task -> missing.add(task.id()));
    farm.jobs()
        .tasks(
            plan,
            task -> {
              if (!task.drift().isEmpty()) {
                throw otherTasks(
                    plan, "task " + task.id() + " is not as planned: " + Causes.text(task.drift()));
              }
              missing.remove(task.id());
            });
    if (!missing.isEmpty()) {
      throw otherTasks(plan, missing.size() + " planned tasks are missing");
    }
  }

  private static PolicyRefusal otherTasks(JobPlan plan, String why) {
    return new PolicyRefusal(
        "let job",
        plan.id() + " run",
        why,
        "find out who changed the job, delete it and submit again");
  }

  private static void refuseDrift(String on, List<Drift> drift) {
    List<String> problems = new ArrayList<>();
    addDrift(on, drift, problems);
    refuse(problems);
  }

  /** A pool or job whose label is not the planned one is not this production's. */
  private static void addDrift(String on, List<Drift> drift, List<String> problems) {
    boolean isForeign = drift.stream().anyMatch(each -> each.field().startsWith("metadata"));
    if (isForeign) {
      problems.add(
          Refusal.line(
              "submit to",
              on,
              "it does not have this production's label and no other: " + Causes.text(drift),
              "find out whose it is (control " + OneProduction.CONTROL + ")"));
    } else if (!drift.isEmpty()) {
      problems.add(
          Refusal.line(
              "submit to",
              on,
              "it is not as planned: " + Causes.text(drift),
              "find out who changed it, delete it and submit again"
                  + " (control portal-consistent-deploy)"));
    }
  }

  private static void refuse(List<String> problems) {
    if (!problems.isEmpty()) {
      throw new PolicyRefusal(problems);
    }
  }

  private static ServiceRefusal vanished(String what) {
    return new ServiceRefusal(
        "submit to", what, "it went away while it was being used", "submit again");
  }
}
