package io.github.sealframe.core;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Puts the hold on a production, and sees to it that it is kept. Thread-safe; two clients that race
 * end in one record.
 */
public final class HoldKeeper {
  private static final Duration STEADY_LIMIT = Duration.ofMinutes(5);

  private final Farm farm;
  private final Clock clock;

  /**
   * @param farm the production's services
   * @param clock tells when a hold is put on
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
   * from growing and the node from work, and saves what the node said. When a hold stands already,
   * that one is enforced again. It may be run again after whatever ended it.
   *
   * @param plan the plan under which it was seen
   * @param cause what was seen
   * @param outputs folders, relative to the node's root folder, of the output that tells more
   * @return the hold that stands
   * @throws PolicyRefusal when the plan is that of another production
   */
  public Hold put(PlanRecord plan, Hold.Cause cause, List<String> outputs) throws IOException {
    plan.requireOf(farm.production(), "hold");
    Hold hold = record(plan, cause);
    boolean steady = enforce(hold);
    return hold.evidence().isEmpty() ? saveEvidence(hold, steady, outputs) : hold;
  }

  /**
   * Stops what runs although the hold stands: every open job, a resize, and work on the node.
   *
   * @return whether the pool is steady now
   */
  boolean enforce(Hold hold) {
    PoolId pool = hold.cause().pool();
    for (JobId job : farm.jobs().openJobs(hold.production())) {
      farm.jobs().disable(job);
    }
    boolean steady = Patience.until(STEADY_LIMIT, () -> farm.pools().stopGrowing(pool));
    hold.cause().node().ifPresent(node -> farm.pools().stopScheduling(pool, node));
    return steady;
  }

  /**
   * Refuses when the production is held, after stopping what runs all the same, and saving evidence
   * where whoever put it on was cut off before that: somebody may have enabled a job again, or it
   * began while the record was being written.
   *
   * @param tried what was tried
   * @throws HeldRefusal when it is
   */
  void refuseWhenHeld(String tried) throws IOException {
    Optional<Hold> hold = standing();
    if (hold.isPresent()) {
      boolean steady = enforce(hold.get());
      if (hold.get().evidence().isEmpty()) {
        saveEvidence(hold.get(), steady, List.of("startup"));
      }
      throw new HeldRefusal(tried, hold.get());
    }
  }

  private Hold record(PlanRecord plan, Hold.Cause cause) {
    while (true) {
      Optional<HoldRecords.Stored> stored = farm.holds().read();
      if (stored.isPresent() && stored.get().hold().stands()) {
        return stored.get().hold();
      }
      stored.ifPresent(earlier -> farm.holds().archive(earlier.hold()));
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

  private Hold saveEvidence(Hold hold, boolean steady, List<String> outputs) throws IOException {
    Evidence.Saved saved = new Evidence(farm, hold).save(outputs);
    List<String> lines = new ArrayList<>(saved.lines());
    if (!steady) {
      lines.add("the pool did not become steady in " + STEADY_LIMIT.toMinutes() + " minutes");
    }
    Hold fuller = hold.with(saved.cause(), lines);
    Optional<HoldRecords.Stored> stored = farm.holds().read();
    boolean unchanged = stored.isPresent() && stored.get().hold().equals(hold);
    if (unchanged && farm.holds().write(fuller, Optional.of(stored.get().etag()))) {
      return fuller;
    }
    return farm.holds().read().map(HoldRecords.Stored::hold).orElse(hold);
  }
}
