package io.github.sealframe.core;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Puts the hold on a production, and sees to it that it is kept. Thread-safe; two clients that race
 * end in one record.
 */
public final class HoldKeeper {
  private static final Duration LOGS_LIMIT = Duration.ofMinutes(2);
  private static final Duration STEADY_LIMIT = Duration.ofMinutes(5);

  /** So many lines tell enough of somebody who lets a job run again and again. */
  private static final int MOST_LINES = 100;

  private final Farm farm;
  private final Clock clock;
  private final Consumer<RenderEvent> listener;

  /** A keeper that tells nobody. */
  public HoldKeeper(Farm farm, Clock clock) {
    this(farm, clock, event -> {});
  }

  /**
   * @param farm the production's services
   * @param clock tells when a hold is put on
   * @param listener told of each hold that is put on, once its evidence is saved and before its
   *     record says so, so that whoever goes on after a client that was cut off tells it, perhaps
   *     again; and of what was let run again while a hold stood
   */
  public HoldKeeper(Farm farm, Clock clock, Consumer<RenderEvent> listener) {
    this.farm = farm;
    this.clock = clock;
    this.listener = listener;
  }

  /** The hold that stands; empty when none does. */
  public Optional<Hold> standing() {
    return farm.holds().read().map(HoldRecords.Stored::hold).filter(Hold::stands);
  }

  /**
   * The hold that stands; when none does, one is put on for a task that a check made fail while
   * nobody watched, when there is one in a planned job that has not ended. The service itself has
   * stopped that job, but tells nobody. Asks one question for each open job, however many tasks it
   * has.
   *
   * @param gate knows what the exit codes of its checks mean
   */
  public Optional<Hold> found(PackageGate gate) throws IOException {
    Optional<HoldRecords.Stored> stored = farm.holds().read();
    if (stored.isPresent() && stored.get().hold().stands()) {
      return stored.map(HoldRecords.Stored::hold);
    }
    for (JobId job : farm.jobs().openJobs(farm.production())) {
      Optional<Jobs.LiveTask> first = refusedTasks(job, stored).stream().findFirst();
      Optional<PlanRecord> plan =
          first.isPresent() ? Downloader.find(farm.blobs(), job) : Optional.empty();
      if (plan.isPresent()) {
        return Optional.of(put(new Causes(gate), plan.get(), first.get()));
      }
    }
    return Optional.empty();
  }

  /** The tasks of a job that a check made fail, and that no hold has dealt with, oldest first. */
  List<Jobs.LiveTask> refusedTasks(JobId job) {
    return refusedTasks(job, farm.holds().read());
  }

  private List<Jobs.LiveTask> refusedTasks(JobId job, Optional<HoldRecords.Stored> stored) {
    Instant settled = settled(stored).getOrDefault(job, Instant.EPOCH);
    List<Jobs.LiveTask> refused = new ArrayList<>();
    farm.jobs()
        .refusedTasks(job, settled)
        .forEachRemaining(
            task -> {
              if (task.since().isAfter(settled)) {
                refused.add(task);
              }
            });
    refused.sort(Comparator.comparing(Jobs.LiveTask::since));
    return refused;
  }

  private static Map<JobId, Instant> settled(Optional<HoldRecords.Stored> stored) {
    return stored.map(found -> found.hold().settled()).orElse(Map.of());
  }

  /**
   * Puts the hold on: writes the record, stops every open job of the production, keeps the pool
   * from growing and the node from work, and saves what the node said. When a hold stands already,
   * that one is enforced again. It may be run again after whatever ended it.
   *
   * @param plan the plan under which it was seen
   * @param cause what was seen
   * @return the hold that stands
   * @throws PolicyRefusal when the plan is that of another production
   */
  public Hold put(PlanRecord plan, Hold.Cause cause) throws IOException {
    return put(plan, cause, Map.of());
  }

  /** Puts the hold on for a task that a check made fail. */
  Hold put(Causes causes, PlanRecord plan, Jobs.LiveTask refused) throws IOException {
    return put(plan, causes.of(plan.pool(), refused), Map.of(plan.job(), refused.since()));
  }

  private Hold put(PlanRecord plan, Hold.Cause cause, Map<JobId, Instant> dealtWith)
      throws IOException {
    plan.requireOf(farm.production(), "hold");
    return keep(record(plan, cause, dealtWith));
  }

  /**
   * Keeps a hold that stands: stops what runs all the same, which is every open job, a resize, and
   * work on the node, and saves evidence where whoever put it on was cut off before that.
   *
   * @return the hold as it is written now
   */
  Hold keep(Hold hold) throws IOException {
    Hold kept = hold;
    PoolId pool = hold.cause().pool();
    for (JobId job : farm.jobs().openJobs(hold.production())) {
      // Evidence is saved when all jobs have been stopped: what runs after that was let run again.
      boolean again = !hold.evidence().isEmpty() && runs(job);
      farm.jobs().disable(job);
      if (again) {
        kept = sawAgain(kept, job);
      }
    }
    boolean steady = Patience.until(STEADY_LIMIT, () -> farm.pools().stopGrowing(pool));
    hold.cause().node().ifPresent(node -> farm.pools().stopScheduling(pool, node));
    return kept.evidence().isEmpty() ? saveEvidence(kept, steady) : kept;
  }

  /**
   * Saves evidence of nodes that are to be removed, of those of which the record says nothing yet,
   * and waits for the logs that they send.
   *
   * @param removed one cause for each node; its kind and words are not used
   * @return the hold as it is written now
   */
  Hold keepOf(Hold hold, List<Hold.Cause> removed) throws IOException {
    List<Evidence> saved = new ArrayList<>();
    for (Hold.Cause cause : removed) {
      String node = cause.node().orElseThrow().value();
      if (hold.evidence().stream().noneMatch(line -> line.contains(node))) {
        Evidence one = new Evidence(farm, hold.id(), cause);
        one.save();
        saved.add(one);
      }
    }
    Patience.until(LOGS_LIMIT, () -> saved.stream().allMatch(Evidence::hasLogs));
    List<String> lines = saved.stream().flatMap(one -> one.last().stream()).toList();
    return lines.isEmpty() ? hold : amend(hold, now -> now.saved(lines));
  }

  private boolean runs(JobId job) {
    return farm.jobs()
        .job(job)
        .filter(
            live ->
                switch (live.state()) {
                  case ACTIVE, ENABLING, UNKNOWN -> true;
                  case DISABLING, DISABLED, TERMINATING, COMPLETED, DELETING -> false;
                })
        .isPresent();
  }

  private Hold sawAgain(Hold hold, JobId job) {
    listener.accept(new RenderEvent.JobStoppedAgain(hold.id(), job));
    String line =
        "job "
            + job
            + " was let run again, and was stopped at "
            + clock.instant().truncatedTo(ChronoUnit.SECONDS);
    return amend(hold, now -> now.later().size() < MOST_LINES ? now.saw(line) : now);
  }

  /**
   * Refuses when the production is held, after seeing to it that it is: somebody may have let a job
   * run again, or it began while the record was being written.
   *
   * @param tried what was tried
   * @throws HeldRefusal when it is
   * @throws PolicyRefusal when it was wrapped: nothing is left to be held
   */
  void refuseWhenHeld(String tried) throws IOException {
    farm.wraps().refuseNewWork(tried);
    refuse(tried, standing());
  }

  /** The same, after a look for tasks that a check made fail while nobody watched. */
  void refuseWhenFound(String tried, PackageGate gate) throws IOException {
    farm.wraps().refuseNewWork(tried);
    refuse(tried, found(gate));
  }

  private void refuse(String tried, Optional<Hold> hold) throws IOException {
    if (hold.isPresent()) {
      throw new HeldRefusal(tried, keep(hold.get()));
    }
  }

  private Hold record(PlanRecord plan, Hold.Cause cause, Map<JobId, Instant> dealtWith) {
    while (true) {
      Optional<HoldRecords.Stored> stored = farm.holds().read();
      if (stored.isPresent() && stored.get().hold().stands()) {
        return stored.get().hold();
      }
      stored.ifPresent(earlier -> farm.holds().archive(earlier.hold()));
      Map<JobId, Instant> settled = new HashMap<>(settled(stored));
      settled.putAll(dealtWith);
      Hold hold =
          new Hold(
              "hold-" + clock.instant().toEpochMilli() + "-" + seenOn(cause),
              plan.production(),
              clock.instant().truncatedTo(ChronoUnit.SECONDS),
              cause,
              farm.jobs().openJobs(plan.production()),
              suspects(plan, cause.kind()),
              List.of(),
              List.of(),
              settled,
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
          case NODE_UNUSABLE,
              NODE_LOST,
              NODE_START_TASK_DIFFERS,
              POOL_DIFFERS,
              JOB_DIFFERS,
              TASK_REFUSED,
              OUTPUT_DIFFERS ->
              Set.of(PlanRecord.START, PlanRecord.PREPARATION);
        };
    return plan.inputs().stream()
        .filter(input -> gates.contains(input.gate()))
        .map(input -> new Hold.Suspect(input.blob(), input.digest()))
        .distinct()
        .toList();
  }

  private Hold saveEvidence(Hold hold, boolean steady) throws IOException {
    Evidence.Saved saved = new Evidence(farm, hold.id(), hold.cause()).save();
    List<String> lines = new ArrayList<>(saved.lines());
    if (!steady) {
      lines.add("the pool did not become steady in " + STEADY_LIMIT.toMinutes() + " minutes");
    }
    listener.accept(new RenderEvent.HoldPut(hold.with(saved.cause(), lines)));
    return amend(hold, now -> now.evidence().isEmpty() ? now.with(saved.cause(), lines) : now);
  }

  /**
   * Writes more into the record, unless it stands no longer.
   *
   * @return what is written there now
   */
  private Hold amend(Hold hold, UnaryOperator<Hold> change) {
    while (true) {
      Optional<HoldRecords.Stored> stored = farm.holds().read();
      Hold now = stored.map(HoldRecords.Stored::hold).orElse(hold);
      if (stored.isEmpty() || !now.stands() || !now.id().equals(hold.id())) {
        return now;
      }
      Hold changed = change.apply(now);
      if (changed.equals(now) || farm.holds().write(changed, Optional.of(stored.get().etag()))) {
        return changed;
      }
    }
  }
}
