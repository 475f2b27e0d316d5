package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Moves jobs from state to state. Everything here happens under the account's lock. */
final class JobControl {

  static final String ALL_TASKS_COMPLETE = "AllTasksComplete";
  static final String TASK_FAILED = "TaskFailed";
  static final String MANAGER_COMPLETE = "JMComplete";

  private final Account account;
  private final Dispatcher dispatcher;
  private final NodeThreads threads;
  private final Releases releases;
  private final Retention retention;

  JobControl(
      Account account,
      Dispatcher dispatcher,
      NodeThreads threads,
      NodeCommands commands,
      Retention retention) {
    this.account = account;
    this.dispatcher = dispatcher;
    this.threads = threads;
    this.retention = retention;
    this.releases = new Releases(account, threads, commands, this::settle, dispatcher::unusable);
  }

  /**
   * Makes a job, and ends it when its time is up.
   *
   * @param spec completed
   * @throws BatchError 409 when there is a job of this id
   */
  Job create(String id, ObjectNode spec) {
    Job job = new Job(id, account.url() + "/jobs/" + id, spec, account.now());
    if (!account.add(job)) {
      throw BatchError.exists("Job", id);
    }
    endInTime(job);
    Body.object(spec, "jobManagerTask")
        .ifPresent(manager -> job.add(JobManager.task(job, manager, account.now())));
    dispatcher.dispatch(job);
    return job;
  }

  /** Ends a job when its time is up, from when it was made. */
  void endInTime(Job job) {
    Body.object(job.spec(), "constraints")
        .flatMap(constraints -> Body.duration(constraints, "maxWallClockTime"))
        .filter(Times::isLimit)
        .map(longest -> Duration.between(account.now(), job.stamp().created().plus(longest)))
        .ifPresent(left -> threads.later(left, () -> terminate(job, "MaxWallClockTimeExpiry")));
  }

  /** Lets no more tasks start, and stops those that run unless {@code running} is empty. */
  void disable(Job job, Optional<Stop> running) {
    if (!job.state().is(JobState.DISABLED)) {
      move(job, JobState.DISABLING);
      running.ifPresent(reason -> onNodes(job).forEach(task -> dispatcher.stop(task, reason)));
      settle(job);
    }
  }

  /** Lets tasks start again. */
  void enable(Job job) {
    move(job, JobState.ACTIVE);
    endWithTasks(job);
    dispatcher.dispatch(job);
  }

  /** Ends a job: running tasks are killed, and those that have not begun never will. */
  void terminate(Job job, String reason) {
    if (job.isOver()) {
      return;
    }
    job.terminates(reason);
    move(job, JobState.TERMINATING);
    stopRuns(job, Stop.TERMINATE);
    settle(job);
  }

  /** Ends a new job for which there is no place to run. */
  void fail(Job job, String code, String message) {
    job.cannotRun(code, message);
    move(job, JobState.TERMINATING);
    settle(job);
  }

  /** Removes a job and its tasks as soon as none of its processes lives. */
  void delete(Job job) {
    move(job, JobState.DELETING);
    stopRuns(job, Stop.DELETE);
    settle(job);
  }

  /** Does what a task's exit conditions ask of its job. */
  void act(Job job, ExitConditions.JobAction action) {
    switch (action) {
      case NONE -> {}
      case DISABLE -> {
        if (job.state().is(JobState.ACTIVE)) {
          disable(job, Optional.of(Stop.REQUEUE));
        }
      }
      case TERMINATE -> terminate(job, TASK_FAILED);
    }
  }

  /**
   * Terminates a job that asked for it, when its manager task or every task it has is complete;
   * with no task at all that is so too.
   */
  void endWithTasks(Job job) {
    boolean managed =
        job.manager()
            .filter(JobManager::endsJob)
            .flatMap(manager -> job.tasks().find(manager.taskId()))
            .map(task -> task.state().is(TaskState.COMPLETED))
            .orElse(false);
    if (job.state().is(JobState.ACTIVE) && managed) {
      terminate(job, MANAGER_COMPLETE);
    }
    boolean complete = job.counts().of(TaskState.COMPLETED) == job.tasks().size();
    if (job.state().is(JobState.ACTIVE) && job.endsWithItsTasks() && complete) {
      terminate(job, ALL_TASKS_COMPLETE);
    }
  }

  /** Goes on with jobs that may have waited for a node, which works again or never will. */
  void nodeChanged() {
    List.copyOf(account.jobs().all()).stream().filter(Job::isOver).forEach(this::settle);
  }

  /** Ends what a job was about to, once nothing of it runs any more. */
  void settle(Job job) {
    if (!job.isQuiet()) {
      return;
    }
    Instant now = account.now();
    switch (job.state().state()) {
      case DISABLING -> move(job, JobState.DISABLED);
      case TERMINATING -> {
        if (releases.done(job)) {
          job.ended(now);
          job.changed(now);
          job.over();
        }
      }
      case DELETING -> {
        if (releases.done(job)) {
          account.remove(job);
          retention.remove(job);
          job.over();
        }
      }
      default -> {}
    }
  }

  private void stopRuns(Job job, Stop reason) {
    onNodes(job).forEach(task -> dispatcher.stop(task, reason));
    job.preparations().stream()
        .filter(one -> one.outcome().isEmpty())
        .forEach(Preparation::abandon);
  }

  private List<Task> onNodes(Job job) {
    return account.pools().all().stream()
        .flatMap(pool -> pool.nodes().all().stream())
        .flatMap(node -> node.tasks().stream())
        .filter(task -> task.job() == job)
        .toList();
  }

  private void move(Job job, JobState next) {
    Instant now = account.now();
    job.state().to(next, now);
    job.changed(now);
  }
}
