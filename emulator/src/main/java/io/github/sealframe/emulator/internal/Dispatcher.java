package io.github.sealframe.emulator.internal;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Puts tasks on nodes, and decides what becomes of them when their processes have ended.
 *
 * <p>Everything here happens under the account's lock, but for the runs themselves. Nothing looks
 * round in intervals: each event that may let a task start calls {@link #dispatch}.
 */
final class Dispatcher {

  private static final Failure ENDED = Failure.ended("The task was ended by a request.");

  private final Account account;
  private final NodeThreads threads;
  private final NodeCommands commands;
  private final Preparations preparations;
  private final Retention retention;
  private final JobControl jobs;

  Dispatcher(Account account, NodeThreads threads, NodeCommands commands) {
    this.account = account;
    this.threads = threads;
    this.commands = commands;
    this.preparations =
        new Preparations(account, threads, commands, this::prepared, this::unusable);
    this.retention = new Retention(account, threads);
    this.jobs = new JobControl(account, this, threads, commands, retention);
  }

  JobControl jobs() {
    return jobs;
  }

  /** Starts what can be started for a job. */
  void dispatch(Job job) {
    account.pools().find(job.poolId()).ifPresent(this::dispatch);
  }

  /** Starts what can be started in a pool: by priority of the jobs, then by age. */
  void dispatch(Pool pool) {
    if (threads.isClosed() || !pool.state().is(PoolState.ACTIVE)) {
      return;
    }
    List<Node> open = pool.nodes().all().stream().filter(Node::takesTasks).toList();
    if (open.isEmpty()) {
      return;
    }
    List<Job> inOrder =
        account.jobs().all().stream()
            .filter(job -> job.mayStartAnother() && job.poolId().equalsIgnoreCase(pool.id()))
            .sorted(Comparator.comparingInt(Job::priority).reversed())
            .toList();
    for (Job job : inOrder) {
      while (job.mayStartAnother()) {
        Task task = job.queue().first().orElseThrow();
        Optional<Node> node = choose(open, job, task, pool);
        if (node.isEmpty()) {
          preempt(open, task);
          break;
        }
        job.queue().remove(task);
        assign(task, node.get());
      }
    }
  }

  private static Optional<Node> choose(List<Node> open, Job job, Task task, Pool pool) {
    Comparator<Node> byFreeSlots = Comparator.comparingInt(Node::freeSlots);
    return open.stream()
        .filter(node -> node.hasRoomFor(task))
        .filter(node -> !Preparations.bars(job, node))
        .min(
            Comparator.comparing((Node node) -> !task.prefers(node))
                .thenComparing(pool.packs() ? byFreeSlots : byFreeSlots.reversed()));
  }

  /**
   * Queues tasks of jobs that yield again, as few as one node has to give up for a more urgent
   * task. It starts when they have ended, and the next one asks then.
   */
  private void preempt(List<Node> open, Task task) {
    boolean roomComes =
        open.stream()
            .flatMap(node -> node.tasks().stream())
            .anyMatch(one -> one.stopping().isPresent());
    if (!roomComes) {
      open.stream()
          .filter(node -> !Preparations.bars(task.job(), node))
          .map(node -> yielding(node, task))
          .filter(tasks -> !tasks.isEmpty())
          .min(Comparator.comparingInt(Set::size))
          .ifPresent(tasks -> tasks.forEach(one -> stop(one, Stop.REQUEUE)));
    }
  }

  /** The least urgent tasks that a node has to give up for a task; none when that is not enough. */
  private static Set<Task> yielding(Node node, Task task) {
    List<Task> candidates =
        node.tasks().stream()
            .filter(one -> one.state().is(TaskState.RUNNING))
            .filter(one -> one.job().yieldsToHigherPriority())
            .filter(one -> one.job().priority() < task.job().priority())
            .sorted(Comparator.comparingInt(one -> one.job().priority()))
            .toList();
    Set<Task> leaving = new LinkedHashSet<>();
    for (Task one : candidates) {
      leaving.add(one);
      if (node.hasRoomFor(task, leaving)) {
        return leaving;
      }
    }
    return Set.of();
  }

  private void assign(Task task, Node node) {
    Job job = task.job();
    Instant now = account.now();
    node.took(task);
    job.nodes().add(node);
    Optional<Preparation> preparation = preparations.before(job, node);
    if (preparation.isPresent()) {
      job.counts().around(task, () -> task.assigned(node, TaskState.PREPARING, now));
      preparation.get().waiting().add(task);
    } else {
      run(task, node);
    }
    node.settle(now);
  }

  private void run(Task task, Node node) {
    Job job = task.job();
    CommandRun run = commands.task(node, task, CommandSpec.ofTask(task.spec()));
    Instant now = account.now();
    job.counts()
        .around(
            task,
            () -> {
              task.assigned(node, TaskState.RUNNING, now);
              task.running(run, now);
            });
    job.runBegan();
    threads.start(
        node,
        () -> {
          node.folders().createWorkitem(job.id());
          Outcome outcome = run.run();
          account.locked(() -> ended(task, node, outcome));
        },
        (broken, reason) -> {
          lost(task, broken);
          unusable(broken, reason);
        });
  }

  private void ended(Task task, Node node, Outcome outcome) {
    Job job = task.job();
    Instant now = account.now();
    job.runEnded();
    commands.ended(task);
    node.gaveBack(task);
    Optional<Stop> stop = task.stopping();
    if (stop.isPresent() && stop.get() == Stop.DELETE) {
      forget(task);
    } else if (stop.isEmpty() || outcome.successful()) {
      // A stop that came after the last file was stored changes nothing any more.
      decide(task, node, outcome);
    } else if (stop.get() == Stop.REQUEUE) {
      requeue(task, () -> task.requeued(now));
    } else {
      complete(task, outcome.endedBecause(ENDED));
    }
    node.settle(now);
    jobs.endWithTasks(job);
    jobs.settle(job);
    dispatch(node.pool());
  }

  private void decide(Task task, Node node, Outcome outcome) {
    int retries =
        Body.integer(
            Body.object(task.spec(), "constraints").orElseGet(Answer::object),
            "maxTaskRetryCount",
            -1,
            Integer.MAX_VALUE,
            0);
    boolean again = outcome.retryable() && (retries < 0 || task.retryCount() < retries);
    if (again) {
      requeue(task, () -> task.retried(account.now()));
      return;
    }
    node.taskRan(outcome.successful());
    complete(task, outcome);
    if (task.job().actsOnTaskFailure()) {
      jobs.act(task.job(), ExitConditions.action(task.spec(), outcome));
    }
  }

  private void complete(Task task, Outcome outcome) {
    task.job().counts().around(task, () -> task.completed(outcome, account.now()));
    task.job().letGo(task);
    retention.keep(task);
  }

  /** Goes on with a job whose emulator ended: what ran runs again, unless it was being stopped. */
  void resume(Job job) {
    Instant now = account.now();
    for (Map.Entry<Long, Task> entry : job.counts().after(0, Set.of("running", "preparing"))) {
      Task task = entry.getValue();
      Optional<Stop> stop = task.stopping();
      if (stop.equals(Optional.of(Stop.DELETE))) {
        job.remove(task);
      } else if (stop.equals(Optional.of(Stop.TERMINATE))) {
        Instant start = task.startedAt().orElse(now);
        complete(task, new Outcome(start, now, OptionalInt.empty(), Optional.of(ENDED)));
      } else if (task.state().is(TaskState.RUNNING)) {
        job.counts().around(task, () -> task.requeued(now));
      } else {
        job.counts().around(task, () -> task.backToActive(now));
      }
    }
    for (Map.Entry<Long, Task> entry : job.counts().after(0, Set.of("active"))) {
      if (entry.getValue().hasBegun()) {
        job.queue().addBegun(entry.getValue());
      } else {
        job.enqueue(entry.getValue());
      }
    }
    jobs.endWithTasks(job);
    jobs.settle(job);
  }

  private static void requeue(Task task, Runnable change) {
    task.job().counts().around(task, change);
    task.job().queue().addBegun(task);
  }

  private void forget(Task task) {
    retention.remove(task);
    task.job().remove(task);
  }

  /**
   * The thread of a run broke: what its process did is not known, so the task runs again elsewhere.
   */
  private void lost(Task task, Node node) {
    if (task.state().is(TaskState.RUNNING) && node.tasks().contains(task)) {
      task.job().runEnded();
      commands.ended(task);
      node.gaveBack(task);
      requeue(task, () -> task.requeued(account.now()));
      jobs.settle(task.job());
    }
  }

  /** Takes a node out of use; its tasks run again elsewhere. */
  void unusable(Node node, String reason) {
    unusable(node, "NodeFault", reason);
  }

  /** The same, for an error of another code. */
  void unusable(Node node, String code, String reason) {
    node.error(code, reason);
    node.state().to(NodeState.UNUSABLE, account.now());
    stopAll(node, Optional.of(Stop.REQUEUE));
    changed(node);
  }

  /** Goes on with what may have waited for a node. */
  void changed(Node node) {
    jobs.nodeChanged();
    dispatch(node.pool());
  }

  /**
   * Stops what runs on a node.
   *
   * @param running what becomes of its running tasks; empty lets them end
   */
  void stopAll(Node node, Optional<Stop> running) {
    for (Task task : List.copyOf(node.tasks())) {
      if (task.state().is(TaskState.PREPARING)) {
        stop(task, running.orElse(Stop.REQUEUE));
      } else {
        running.ifPresent(reason -> stop(task, reason));
      }
    }
    List.copyOf(node.upkeep()).forEach(CommandRun::stop);
  }

  /** Stops one task, whatever it does at the moment; one that is completed stays so. */
  void stop(Task task, Stop reason) {
    Job job = task.job();
    Instant now = account.now();
    switch (task.state().state()) {
      case RUNNING -> task.stop(reason);
      case PREPARING -> {
        Node node = task.node().orElseThrow();
        job.preparation(node).ifPresent(preparation -> preparation.waiting().remove(task));
        node.gaveBack(task);
        if (reason == Stop.REQUEUE) {
          requeue(task, () -> task.backToActive(now));
        } else {
          endUnstarted(task, reason, now);
        }
        node.settle(now);
        jobs.settle(job);
      }
      case ACTIVE -> {
        if (reason != Stop.REQUEUE) {
          job.dequeue(task);
          endUnstarted(task, reason, now);
        }
      }
      case COMPLETED -> {
        if (reason == Stop.DELETE) {
          forget(task);
        }
      }
    }
  }

  private void endUnstarted(Task task, Stop reason, Instant now) {
    if (reason == Stop.DELETE) {
      forget(task);
    } else {
      Failure ended = Failure.ended("The task was ended by a request before it ran.");
      complete(task, new Outcome(now, now, OptionalInt.empty(), Optional.of(ended)));
      dispatch(task.job());
    }
    jobs.endWithTasks(task.job());
  }

  private void prepared(Preparation preparation) {
    Node node = preparation.node();
    List<Task> waiting = List.copyOf(preparation.waiting());
    preparation.waiting().clear();
    for (Task task : waiting) {
      if (preparation.succeeded()) {
        run(task, node);
      } else {
        node.gaveBack(task);
        requeue(task, () -> task.backToActive(account.now()));
      }
    }
    node.settle(account.now());
    jobs.settle(preparation.job());
    dispatch(node.pool());
  }
}
