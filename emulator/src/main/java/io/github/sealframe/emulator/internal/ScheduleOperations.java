package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeMap;

/** The operations on job schedules. */
final class ScheduleOperations {

  private final Account account;
  private final ScheduleControl schedules;
  private final JobSpec jobSpec;

  ScheduleOperations(Account account, ScheduleControl schedules, JobSpec jobSpec) {
    this.account = account;
    this.schedules = schedules;
    this.jobSpec = jobSpec;
  }

  void register(Routes routes) {
    routes
        .add("POST", "/jobschedules", this::add)
        .add("GET", "/jobschedules", this::list)
        .add("GET", "/jobschedules/{schedule}", this::get)
        .add("HEAD", "/jobschedules/{schedule}", this::exists)
        .add("PATCH", "/jobschedules/{schedule}", this::patch)
        .add("PUT", "/jobschedules/{schedule}", this::update)
        .add("DELETE", "/jobschedules/{schedule}", this::delete)
        .add("POST", "/jobschedules/{schedule}/enable", this::enable)
        .add("POST", "/jobschedules/{schedule}/disable", this::disable)
        .add("POST", "/jobschedules/{schedule}/terminate", this::terminate)
        .add("GET", "/jobschedules/{schedule}/jobs", this::jobs);
  }

  /** JobSchedule_Add: the first job may be there before the answer is. */
  private Answer add(Call call) {
    ObjectNode body = call.json("JobScheduleAddParameter");
    String id = Body.requiredId(body);
    jobSpec.complete(body.withObject("jobSpecification"));
    Recurrence.normalise(body.withObject("schedule"));
    return account.locked(
        () -> {
          if (account.jobs().find(id).isPresent()) {
            throw BatchError.conflict(
                "JobWithSameIdExists", "A job with the specified job schedule id exists.");
          }
          JobSchedule schedule =
              new JobSchedule(id, account.url() + "/jobschedules/" + id, body, account.now());
          if (!account.add(schedule)) {
            throw new BatchError(
                    409, "JobScheduleExists", "The specified job schedule already exists.")
                .with("Id", id);
          }
          Answer answer = Answer.of(201).created(schedule.url()).stamped(schedule.stamp());
          schedules.look(schedule);
          return answer;
        });
  }

  /** JobSchedule_List. */
  private Answer list(Call call) {
    ListQuery query = ListQuery.of(call, Listing.SCHEDULES);
    return account.locked(
        () ->
            query.page(
                call,
                account.url(),
                account.schedules().after(query.after()),
                schedule -> schedule.toJson(account.now())));
  }

  /** JobSchedule_Get. */
  private Answer get(Call call) {
    return account.locked(
        () -> {
          JobSchedule schedule = conditioned(call);
          return Answer.entity(
              "jobschedules/@Element",
              ListQuery.select(call, Listing.SCHEDULES, schedule.toJson(account.now())),
              schedule.stamp());
        });
  }

  /** JobSchedule_Exists. */
  private Answer exists(Call call) {
    return account.locked(() -> Answer.of(200).stamped(conditioned(call).stamp()));
  }

  /** JobSchedule_Patch: what is not given stays. Jobs that are there do not change. */
  private Answer patch(Call call) {
    ObjectNode body = call.json("JobSchedulePatchParameter");
    return account.locked(
        () -> {
          JobSchedule schedule = changeable(call);
          check(schedule, body);
          return change(schedule, body);
        });
  }

  /** JobSchedule_Update: what is not given is removed. */
  private Answer update(Call call) {
    ObjectNode body = call.json("JobScheduleUpdateParameter");
    return account.locked(
        () -> {
          JobSchedule schedule = changeable(call);
          check(schedule, body);
          schedule.spec().remove("metadata");
          return change(schedule, body);
        });
  }

  private void check(JobSchedule schedule, ObjectNode body) {
    Body.object(body, "jobSpecification").ifPresent(jobSpec::complete);
    Body.object(body, "schedule")
        .ifPresent(
            when -> {
              Recurrence.of(when, schedule.stamp().created());
              Recurrence.normalise(when);
            });
  }

  private Answer change(JobSchedule schedule, ObjectNode body) {
    schedule.spec().setAll(body);
    schedule.changed(account.now());
    Answer answer = Answer.of(200).at(schedule.url()).stamped(schedule.stamp());
    schedules.look(schedule);
    return answer;
  }

  /** JobSchedule_Delete: with all its jobs. */
  private Answer delete(Call call) {
    return account.locked(
        () -> {
          JobSchedule schedule = conditioned(call);
          if (schedule.state().is(JobScheduleState.DELETING)) {
            throw deleting();
          }
          schedules.delete(schedule);
          return Answer.of(202);
        });
  }

  /** JobSchedule_Enable. */
  private Answer enable(Call call) {
    return account.locked(
        () -> {
          JobSchedule schedule = changeable(call);
          schedule.moved(JobScheduleState.ACTIVE, account.now());
          Answer answer = Answer.of(204).at(schedule.url()).stamped(schedule.stamp());
          schedules.look(schedule);
          return answer;
        });
  }

  /** JobSchedule_Disable: a job that is there goes on. */
  private Answer disable(Call call) {
    return account.locked(
        () -> {
          JobSchedule schedule = changeable(call);
          schedule.moved(JobScheduleState.DISABLED, account.now());
          return Answer.of(204).at(schedule.url()).stamped(schedule.stamp());
        });
  }

  /** JobSchedule_Terminate. */
  private Answer terminate(Call call) {
    return account.locked(
        () -> {
          JobSchedule schedule = changeable(call);
          schedules.terminate(schedule);
          return Answer.of(202).at(schedule.url()).stamped(schedule.stamp());
        });
  }

  /** Job_ListFromJobSchedule. */
  private Answer jobs(Call call) {
    ListQuery query = ListQuery.of(call, Listing.JOBS_OF_SCHEDULE);
    return account.locked(
        () -> {
          JobSchedule schedule = account.schedule(call.id("schedule"));
          TreeMap<Long, Job> own = new TreeMap<>(account.jobs().after(query.after()));
          own.values().retainAll(schedule.jobs());
          return query.page(call, account.url(), own, Job::toJson);
        });
  }

  private JobSchedule conditioned(Call call) {
    JobSchedule schedule = account.schedule(call.id("schedule"));
    call.requireConditions(schedule.stamp());
    return schedule;
  }

  private JobSchedule changeable(Call call) {
    JobSchedule schedule = conditioned(call);
    switch (schedule.state().state()) {
      case TERMINATING ->
          throw BatchError.conflict(
              "JobScheduleBeingTerminated", "The specified job schedule is being terminated.");
      case COMPLETED ->
          throw BatchError.conflict(
              "JobScheduleCompleted",
              "The specified job schedule is already in a completed state.");
      case DELETING -> throw deleting();
      case ACTIVE, DISABLED -> {}
    }
    return schedule;
  }

  private static BatchError deleting() {
    return BatchError.conflict(
        "JobScheduleBeingDeleted", "The specified job schedule has been marked for deletion.");
  }
}
