package io.github.sealframe.emulator.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes the jobs of schedules when they are due. Everything happens under the account's lock. */
final class ScheduleControl {

  private final Account account;
  private final JobControl jobs;
  private final AutoPools autoPools;
  private final NodeThreads threads;

  ScheduleControl(Account account, JobControl jobs, AutoPools autoPools, NodeThreads threads) {
    this.account = account;
    this.jobs = jobs;
    this.autoPools = autoPools;
    this.threads = threads;
  }

  /**
   * Makes the job that is due unless the one before it still runs, and ends a schedule that has
   * none to come.
   */
  void look(JobSchedule schedule) {
    if (!schedule.state().is(JobScheduleState.ACTIVE)) {
      return;
    }
    Instant now = account.now();
    if (schedule.activeJob().isEmpty()) {
      Optional<Instant> due = schedule.due(now);
      if (due.isPresent()) {
        make(schedule, due.get());
      } else if (schedule.recurrence().next(now).isEmpty()) {
        complete(schedule);
      }
    }
    lookAgain(schedule, now);
  }

  /** Gives a schedule the jobs that it made, after its emulator ended. */
  void adopt(JobSchedule schedule) {
    account.jobs().all().stream().filter(schedule::isOf).forEach(job -> own(schedule, job));
  }

  private void own(JobSchedule schedule, Job job) {
    schedule.jobs().add(job);
    job.whenOver(() -> over(schedule, job));
  }

  /** Goes on with a schedule that has its jobs. */
  void resume(JobSchedule schedule) {
    settle(schedule);
    look(schedule);
  }

  private void make(JobSchedule schedule, Instant due) {
    Job job =
        jobs.create(
            schedule.nextJobId(), schedule.spec().withObject("jobSpecification").deepCopy());
    schedule.made(due);
    own(schedule, job);
    autoPools.provide(job, schedule);
    jobs.endWithTasks(job);
  }

  private void lookAgain(JobSchedule schedule, Instant now) {
    schedule
        .recurrence()
        .next(now)
        .or(() -> schedule.recurrence().last().filter(now::isBefore))
        .filter(schedule::sets)
        .ifPresent(
            time ->
                threads.later(
                    Duration.between(now, time),
                    () -> {
                      if (schedule.isSetTo(time)) {
                        look(schedule);
                      }
                    }));
  }

  private void over(JobSchedule schedule, Job job) {
    if (account.jobs().find(job.id()).isEmpty()) {
      schedule.jobs().remove(job);
    }
    settle(schedule);
    look(schedule);
  }

  /** Ends what a schedule was about to, once its jobs are over. */
  private void settle(JobSchedule schedule) {
    if (schedule.state().is(JobScheduleState.TERMINATING) && schedule.activeJob().isEmpty()) {
      complete(schedule);
    } else if (schedule.state().is(JobScheduleState.DELETING) && schedule.jobs().isEmpty()) {
      account.remove(schedule);
      autoPools.end(schedule);
    }
  }

  private void complete(JobSchedule schedule) {
    schedule.moved(JobScheduleState.COMPLETED, account.now());
    autoPools.end(schedule);
  }

  /** Ends a schedule and the job of it that is not over. */
  void terminate(JobSchedule schedule) {
    schedule.moved(JobScheduleState.TERMINATING, account.now());
    schedule.activeJob().ifPresent(job -> jobs.terminate(job, "TerminateJobSchedule"));
    settle(schedule);
  }

  /** Removes a schedule with all its jobs. */
  void delete(JobSchedule schedule) {
    schedule.moved(JobScheduleState.DELETING, account.now());
    List.copyOf(schedule.jobs()).forEach(jobs::delete);
    settle(schedule);
  }
}
