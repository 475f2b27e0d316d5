package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes the pools of jobs and schedules that bring their own, and removes them at the end of these.
 * Under the account's lock.
 */
final class AutoPools {

  private static final int LONGEST_PREFIX = 20;

  /** A {@code poolLifetimeOption}. */
  enum Lifetime {
    JOB,
    JOBSCHEDULE
  }

  private final PoolCreation pools;
  private final JobControl jobs;

  AutoPools(PoolCreation pools, JobControl jobs) {
    this.pools = pools;
    this.jobs = jobs;
  }

  /** The specification of the pool that a job brings. */
  static Optional<ObjectNode> specification(ObjectNode job) {
    return Body.object(job, "poolInfo").flatMap(info -> Body.object(info, "autoPoolSpecification"));
  }

  static Lifetime lifetime(ObjectNode specification) {
    return Body.choice(specification, "poolLifetimeOption", Lifetime.class, Lifetime.JOB);
  }

  /**
   * Checks and completes the specification of a pool.
   *
   * @throws BatchError 400, 409 or 501 naming the property
   */
  static void complete(ObjectNode specification, PoolSpec pools) {
    lifetime(specification);
    String prefix = Body.optional(specification, "autoPoolIdPrefix").orElse("");
    if (!prefix.matches("[A-Za-z0-9_-]{0," + LONGEST_PREFIX + "}")) {
      throw BatchError.invalidProperty(
          "autoPoolIdPrefix",
          prefix,
          "It has at most " + LONGEST_PREFIX + " letters, digits, '-' and '_'.");
    }
    Body.fill(specification, "keepAlive", specification.booleanNode(false));
    pools.complete(
        Body.object(specification, "pool").orElseThrow(() -> BatchError.missingProperty("pool")));
  }

  /** Makes the pool of a new job, if it brings one, for as long as the job is not over. */
  void provide(Job job) {
    specification(job.spec())
        .ifPresent(
            specification -> {
              make(job, specification);
              endWith(job);
            });
  }

  /** Lets the pool of a job go with it again, after its emulator ended. */
  void resume(Job job) {
    specification(job.spec())
        .filter(specification -> lifetime(specification) == Lifetime.JOB)
        .ifPresent(specification -> endWith(job));
  }

  private void endWith(Job job) {
    job.whenOver(() -> end(job.poolId(), specification(job.spec())));
  }

  /** Makes the pool of a new job of a schedule, or takes the one that the schedule has. */
  void provide(Job job, JobSchedule schedule) {
    Optional<ObjectNode> specification = specification(job.spec());
    if (specification.isEmpty() || lifetime(specification.get()) == Lifetime.JOB) {
      provide(job);
    } else if (schedule.autoPool().isPresent()) {
      job.runsIn(schedule.autoPool().get());
    } else {
      make(job, specification.get());
      schedule.autoPool(job.poolId());
    }
  }

  /** Removes the pool of a schedule that is over, if it has one. */
  void end(JobSchedule schedule) {
    schedule
        .autoPool()
        .ifPresent(id -> end(id, specification(schedule.spec().withObject("jobSpecification"))));
  }

  private void make(Job job, ObjectNode specification) {
    String id = UUID.randomUUID().toString().toUpperCase(Locale.ROOT);
    String prefix = Answer.text(specification, "autoPoolIdPrefix");
    job.runsIn(prefix.isEmpty() ? id : prefix + "_" + id);
    try {
      pools.create(job.poolId(), specification.withObject("pool").deepCopy());
    } catch (BatchError e) {
      String code =
          e.code().equals("AutoScalingFormulaSyntaxError")
              ? "InvalidAutoScaleFormulaInAutoPool"
              : "InvalidAutoPoolSettings";
      jobs.fail(job, code, e.getMessage());
    }
  }

  private void end(String poolId, Optional<ObjectNode> specification) {
    boolean stays = specification.map(one -> Body.flag(one, "keepAlive", false)).orElse(false);
    if (!stays) {
      pools.delete(poolId);
    }
  }
}
