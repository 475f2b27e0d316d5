package io.github.sealframe.core;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Follows a job to its end, and puts the hold on the production when a node refuses what it was
 * given. Asks a fixed number of questions for each look, however many tasks there are: often while
 * things change, seldom while they do not. Tasks that failed are told as they are found. One watch
 * at a time; {@link #stop} may be called from any thread.
 */
public final class Watcher {
  private final Farm farm;
  private final PackageGate gate;
  private final Causes causes;
  private final HoldKeeper holds;
  private final Consumer<RenderEvent> listener;
  private final Clock clock;
  private final CountDownLatch stopped = new CountDownLatch(1);

  /**
   * @param farm the production's services
   * @param gate knows what the exit codes of its checks mean
   * @param clock measures the time limit
   * @param listener told when something changed
   */
  public Watcher(Farm farm, PackageGate gate, Clock clock, Consumer<RenderEvent> listener) {
    this.farm = farm;
    this.gate = gate;
    this.causes = new Causes(gate);
    this.clock = clock;
    this.holds = new HoldKeeper(farm, clock, listener);
    this.listener = listener;
  }

  /** Ends the watch; the job goes on. */
  public void stop() {
    stopped.countDown();
  }

  /**
   * Follows a job to its end.
   *
   * @param plan the job's plan
   * @param limit how long at most
   * @return its verdict
   * @throws HeldRefusal when the production is held, by this watch or before
   * @throws CapacityRefusal when the limit is reached, or no node can be had
   * @throws PolicyRefusal when the plan is that of another production, or somebody else stopped or
   *     deleted the job
   */
  public Verdict watch(PlanRecord plan, Duration limit) throws IOException {
    plan.requireOf(farm.production(), "wait for a job of");
    holds.refuseWhenFound("go on with", gate);
    Instant end = clock.instant().plus(limit);
    Pace pace = Pace.afterChange();
    Map<TaskId, FrameSet> frames = frames(plan);
    NewFailures failures = new NewFailures(since -> farm.jobs().failedTasks(plan.job(), since));
    Optional<RenderEvent.Progress> last = Optional.empty();
    AttestationKeeper attestations = new AttestationKeeper(farm, clock, listener, plan);
    while (true) {
      Jobs.LiveJob job = look(plan);
      List<Jobs.LiveTask> newFailures = failures.look();
      for (Jobs.LiveTask task : newFailures) {
        failed(task, frames)
            .ifPresent(failed -> listener.accept(new RenderEvent.TaskFailed(plan.job(), failed)));
      }
      if (job.state() != Jobs.JobState.ACTIVE || newFailures.stream().anyMatch(causes::isRefused)) {
        holdOnRefusedTask(plan);
      }
      RenderEvent.Progress progress =
          new RenderEvent.Progress(
              plan.job(), farm.pools().nodeCounts(plan.pool()), farm.jobs().taskCounts(plan.job()));
      boolean changed = !last.equals(Optional.of(progress));
      if (changed) {
        listener.accept(progress);
        attestations.keep();
      }
      last = Optional.of(progress);
      if (job.state() == Jobs.JobState.COMPLETED) {
        attestations.keepLast();
        Verdict verdict = verdict(plan);
        listener.accept(new RenderEvent.Ended(verdict));
        return verdict;
      }
      refuseStopped(job);
      refuseWithoutNodes(plan, progress.nodes());
      if (!clock.instant().isBefore(end)) {
        throw new CapacityRefusal(
            "wait for",
            "job " + job.id(),
            "it did not end in " + limit.toSeconds() + " s",
            "wait again, for longer");
      }
      pace = changed ? Pace.afterChange() : pace.afterNothing();
      pause(pace.pause(), job.id());
    }
  }

  private void pause(Duration pause, JobId job) {
    try {
      if (!stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new CapacityRefusal(
        "wait for", "job " + job, "the watch was stopped", "the job goes on: wait again");
  }

  /**
   * Looks at what nodes refuse and at what somebody changed first: that matters more than how far
   * the tasks are.
   */
  private Jobs.LiveJob look(PlanRecord plan) throws IOException {
    holds.refuseWhenHeld("go on with");
    holdOnRefusedNode(plan);
    Jobs.LiveJob job = farm.jobs().job(plan.jobPlan()).orElseThrow(() -> gone(plan));
    if (!job.drift().isEmpty()) {
      hold(
          plan,
          Causes.changed(
              plan.pool(), Hold.Kind.JOB_DIFFERS, plan.job() + ", " + Causes.text(job.drift())));
    }
    holdOnFailedPreparation(plan);
    holdOnChangedPool(plan);
    return job;
  }

  private void holdOnRefusedNode(PlanRecord plan) throws IOException {
    List<Pools.RefusedNode> refused = farm.pools().refusedNodes(plan.pool());
    if (!refused.isEmpty()) {
      hold(plan, causes.of(plan.pool(), refused.get(0)));
    }
  }

  private void holdOnFailedPreparation(PlanRecord plan) throws IOException {
    List<Jobs.FailedPreparation> failed = farm.jobs().failedPreparations(plan.job());
    if (!failed.isEmpty()) {
      hold(plan, causes.of(plan.pool(), failed.get(0)));
    }
  }

  /** A pool changed after the submission's check reaches the nodes that join later. */
  private void holdOnChangedPool(PlanRecord plan) throws IOException {
    PoolPlan planned = plan.poolPlan();
    for (Pools.DifferentNode node : farm.pools().differentNodes(planned)) {
      hold(plan, Causes.of(plan.pool(), node));
    }
    List<Drift> drift = farm.pools().pool(planned).map(Pools.LivePool::drift).orElse(List.of());
    if (!drift.isEmpty()) {
      hold(plan, Causes.changed(plan.pool(), Hold.Kind.POOL_DIFFERS, Causes.text(drift)));
    }
  }

  private void hold(PlanRecord plan, Hold.Cause cause) throws IOException {
    throw new HeldRefusal("go on with", holds.put(plan, cause));
  }

  private static void refuseStopped(Jobs.LiveJob job) {
    if (job.state() != Jobs.JobState.DISABLED && job.state() != Jobs.JobState.DISABLING) {
      return;
    }
    throw new PolicyRefusal(
        "wait for",
        "job " + job.id(),
        "it is stopped, and no hold says why",
        "find out who stopped it, then submit again");
  }

  /** Exit codes of the checks make the service itself stop the job. */
  private void holdOnRefusedTask(PlanRecord plan) throws IOException {
    List<Jobs.LiveTask> refused = holds.refusedTasks(plan.job());
    if (!refused.isEmpty()) {
      throw new HeldRefusal("go on with", holds.put(causes, plan, refused.get(0)));
    }
  }

  private void refuseWithoutNodes(PlanRecord plan, Pools.NodeCounts nodes) {
    if (nodes.ready() + nodes.coming() > 0) {
      return;
    }
    List<String> errors = farm.pools().resizeErrors(plan.pool());
    if (!errors.isEmpty()) {
      throw new CapacityRefusal(
          "get nodes for",
          "pool " + plan.pool(),
          String.join("; ", errors),
          "ask for quota or fewer nodes, then submit again");
    }
  }

  private static PolicyRefusal gone(PlanRecord plan) {
    return new PolicyRefusal(
        "wait for",
        "job " + plan.job(),
        "it is not there",
        "find out who deleted it, or submit it again");
  }

  /** How a job that has ended did. */
  public Verdict verdict(PlanRecord plan) {
    plan.requireOf(farm.production(), "tell the verdict of a job of");
    Map<TaskId, FrameSet> frames = frames(plan);
    List<Verdict.FailedTask> failed = new ArrayList<>();
    farm.jobs().failedTasks(plan.job(), task -> failed(task, frames).ifPresent(failed::add));
    Jobs.TaskCounts counts = farm.jobs().taskCounts(plan.job());
    return new Verdict(
        plan.job(),
        plan.frames(),
        failed,
        plan.chunks().size() - counts.succeeded() - counts.failed());
  }

  private static Map<TaskId, FrameSet> frames(PlanRecord plan) {
    Map<TaskId, FrameSet> frames = new HashMap<>();
    plan.chunks().forEach(chunk -> frames.put(chunk.task(), chunk.frames()));
    return frames;
  }

  /** Empty for a task that is not planned. */
  private static Optional<Verdict.FailedTask> failed(
      Jobs.LiveTask task, Map<TaskId, FrameSet> frames) {
    return Optional.ofNullable(frames.get(task.id()))
        .map(of -> new Verdict.FailedTask(task.id(), of, why(task)));
  }

  private static String why(Jobs.LiveTask task) {
    return task.exitCode()
        .map(code -> "exit code " + code)
        .or(task::failure)
        .orElse("the service gives no reason");
  }
}
