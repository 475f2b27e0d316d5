package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The operations on jobs. */
final class JobOperations {

  private final Account account;
  private final JobControl jobs;
  private final AutoPools autoPools;
  private final JobSpec spec;

  JobOperations(Account account, JobControl jobs, AutoPools autoPools, JobSpec spec) {
    this.account = account;
    this.jobs = jobs;
    this.autoPools = autoPools;
    this.spec = spec;
  }

  void register(Routes routes) {
    routes
        .add("POST", "/jobs", this::add)
        .add("GET", "/jobs", this::list)
        .add("GET", "/jobs/{job}", this::get)
        .add("PATCH", "/jobs/{job}", this::patch)
        .add("PUT", "/jobs/{job}", this::update)
        .add("DELETE", "/jobs/{job}", this::delete)
        .add("POST", "/jobs/{job}/disable", this::disable)
        .add("POST", "/jobs/{job}/enable", this::enable)
        .add("POST", "/jobs/{job}/terminate", this::terminate)
        .add("GET", "/jobs/{job}/taskcounts", this::taskCounts)
        .add("GET", "/jobs/{job}/jobpreparationandreleasetaskstatus", this::preparationStatus);
  }

  /** Job_Add. The pool need not be there yet. */
  private Answer add(Call call) {
    ObjectNode body = call.json("JobAddParameter");
    String id = Body.requiredId(body);
    spec.complete(body);
    AutoPools.specification(body)
        .filter(auto -> AutoPools.lifetime(auto) == AutoPools.Lifetime.JOBSCHEDULE)
        .ifPresent(
            auto -> {
              throw BatchError.invalidProperty(
                  "poolLifetimeOption", "jobschedule", "This is for jobs of a schedule.");
            });
    return account.locked(
        () -> {
          if (account.schedules().find(id).isPresent()) {
            throw BatchError.conflict(
                "JobScheduleWithSameIdExists", "A job schedule with the specified job id exists.");
          }
          Job job = jobs.create(id, body);
          autoPools.provide(job);
          jobs.endWithTasks(job);
          return Answer.of(201).created(job.url()).stamped(job.stamp());
        });
  }

  /** Job_List. */
  private Answer list(Call call) {
    ListQuery query = ListQuery.of(call, Listing.JOBS);
    return account.locked(
        () -> query.page(call, account.url(), account.jobs().after(query.after()), Job::toJson));
  }

  /** Job_Get. */
  private Answer get(Call call) {
    return account.locked(
        () -> {
          Job job = account.job(call.id("job"));
          call.requireConditions(job.stamp());
          return Answer.entity(
              "jobs/@Element", ListQuery.select(call, Listing.JOBS, job.toJson()), job.stamp());
        });
  }

  /** Job_Patch: what is not given stays. */
  private Answer patch(Call call) {
    ObjectNode body = call.json("JobPatchParameter");
    return account.locked(
        () -> change(changeable(call), merged(account.job(call.id("job")), body), body));
  }

  /** Job_Update: what is not given becomes its default. */
  private Answer update(Call call) {
    ObjectNode body = call.json("JobUpdateParameter");
    return account.locked(
        () -> {
          Job job = changeable(call);
          ObjectNode next = job.spec().deepCopy();
          next.remove(
              List.of(
                  "priority",
                  "maxParallelTasks",
                  "allowTaskPreemption",
                  "constraints",
                  "metadata",
                  "onAllTasksComplete"));
          next.setAll(body);
          return change(job, next, body);
        });
  }

  private static ObjectNode merged(Job job, ObjectNode body) {
    ObjectNode next = job.spec().deepCopy();
    next.setAll(body);
    return next;
  }

  private Answer change(Job job, ObjectNode next, ObjectNode asked) {
    JobSpec.completeChangeable(next);
    if (asked.has("poolInfo")) {
      spec.completePoolInfo(next);
      checkMove(job, next);
    }
    job.spec().removeAll();
    job.spec().setAll(next);
    job.changed(account.now());
    jobs.endWithTasks(job);
    return Answer.of(200).at(job.url()).stamped(job.stamp());
  }

  private static void checkMove(Job job, ObjectNode next) {
    Optional<ObjectNode> before = AutoPools.specification(job.spec());
    Optional<ObjectNode> after = AutoPools.specification(next);
    if (before.isPresent() || after.isPresent()) {
      // "Only the keepAlive property of the autoPoolSpecification can be updated, and then only if
      // the autoPoolSpecification has a poolLifetimeOption of Job."
      boolean same =
          before
              .map(JobOperations::withoutKeepAlive)
              .equals(after.map(JobOperations::withoutKeepAlive));
      boolean ofJob =
          after.map(AutoPools::lifetime).filter(AutoPools.Lifetime.JOB::equals).isPresent();
      if (!same || (!ofJob && !before.equals(after))) {
        throw BatchError.invalidProperty(
            "autoPoolSpecification", "", "Only keepAlive of a pool for one job can be changed.");
      }
      return;
    }
    boolean moved = !Answer.text(next.path("poolInfo"), "poolId").equalsIgnoreCase(job.poolId());
    // "You may change the pool for a Job only when the Job is disabled."
    if (moved && !job.state().is(JobState.DISABLED)) {
      throw BatchError.conflict(
          "JobNotDisabled", "The pool of a job can be changed only while the job is disabled.");
    }
  }

  private static ObjectNode withoutKeepAlive(ObjectNode specification) {
    return specification.deepCopy().without("keepAlive");
  }

  /** Job_Delete. */
  private Answer delete(Call call) {
    return account.locked(
        () -> {
          Job job = conditioned(call);
          if (job.state().is(JobState.DELETING)) {
            throw deleting();
          }
          jobs.delete(job);
          return Answer.of(202);
        });
  }

  /** Job_Disable: with {@code requeue}, {@code terminate} or {@code wait}. */
  private Answer disable(Call call) {
    Optional<Stop> running = StopChoice.read(call.json("JobDisableParameter"), "disableTasks");
    return account.locked(
        () -> {
          Job job = changeable(call);
          jobs.disable(job, running);
          return Answer.of(202).at(job.url()).stamped(job.stamp());
        });
  }

  /** Job_Enable. */
  private Answer enable(Call call) {
    return account.locked(
        () -> {
          Job job = changeable(call);
          jobs.enable(job);
          return Answer.of(202).at(job.url()).stamped(job.stamp());
        });
  }

  /** Job_Terminate. */
  private Answer terminate(Call call) {
    ObjectNode body = call.jsonOrEmpty("JobTerminateParameter");
    String reason = Body.optional(body, "terminateReason").orElse("UserTerminate");
    return account.locked(
        () -> {
          Job job = changeable(call);
          jobs.terminate(job, reason);
          return Answer.of(202).at(job.url()).stamped(job.stamp());
        });
  }

  /** Job_GetTaskCounts. */
  private Answer taskCounts(Call call) {
    return account.locked(
        () ->
            Answer.ok("taskcountsresult/@Element", account.job(call.id("job")).counts().toJson()));
  }

  /** Job_ListPreparationAndReleaseTaskStatus. */
  private Answer preparationStatus(Call call) {
    ListQuery query = ListQuery.of(call, Listing.PREPARATIONS);
    return account.locked(
        () -> {
          Job job = account.job(call.id("job"));
          if (job.preparationTask().isEmpty()) {
            throw BatchError.conflict(
                "JobPreparationTaskNotSpecified",
                "The specified job does not have job preparation task.");
          }
          TreeMap<Long, Preparation> byPlace = new TreeMap<>();
          job.preparations().forEach(preparation -> byPlace.put(byPlace.size() + 1L, preparation));
          return query.page(call, account.url(), byPlace, Preparation::toJson);
        });
  }

  private Job conditioned(Call call) {
    Job job = account.job(call.id("job"));
    call.requireConditions(job.stamp());
    return job;
  }

  private Job changeable(Call call) {
    Job job = conditioned(call);
    requireOpen(job);
    return job;
  }

  /** Refuses changes of a job that is over (409). */
  static void requireOpen(Job job) {
    switch (job.state().state()) {
      case TERMINATING ->
          throw BatchError.conflict("JobBeingTerminated", "The specified job is being terminated.");
      case COMPLETED ->
          throw BatchError.conflict(
              "JobCompleted", "The specified job is already in a completed state.");
      case DELETING -> throw deleting();
      case ACTIVE, DISABLING, DISABLED -> {}
    }
  }

  private static BatchError deleting() {
    return BatchError.conflict(
        "JobBeingDeleted", "The specified job has been marked for deletion.");
  }
}
