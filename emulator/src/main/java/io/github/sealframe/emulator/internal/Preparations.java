package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Runs the preparation tasks of jobs on nodes. Under the account's lock, but for the runs. */
final class Preparations {

  private final Account account;
  private final NodeThreads threads;
  private final NodeCommands commands;
  private final Consumer<Preparation> onEnd;
  private final BiConsumer<Node, String> onFault;

  /**
   * @param onEnd is told of each that has ended for good
   */
  Preparations(
      Account account,
      NodeThreads threads,
      NodeCommands commands,
      Consumer<Preparation> onEnd,
      BiConsumer<Node, String> onFault) {
    this.account = account;
    this.threads = threads;
    this.commands = commands;
    this.onEnd = onEnd;
    this.onFault = onFault;
  }

  /** A node whose preparation task failed does no work of that job; it stays idle for others. */
  static boolean bars(Job job, Node node) {
    return job.preparation(node).map(one -> one.failed() && one.guards()).orElse(false);
  }

  /** The disk of a node is lost, and with it what was prepared there. */
  static void forget(Job job, Node node) {
    job.preparation(node).ifPresent(Preparation::abandon);
    job.unprepared(node);
  }

  /** A preparation that a reboot cut short runs again, and one that succeeded if it is to. */
  static void repeatAfterReboot(Job job, Node node) {
    Optional<Preparation> preparation = job.preparation(node);
    if (preparation.isPresent() && preparation.get().outcome().isEmpty()) {
      forget(job, node);
    } else {
      // "The Compute Node remains ineligible to run Tasks of this Job until it is reimaged" when
      // the task failed.
      preparation.filter(Preparation::succeeded).ifPresent(Preparation::rebooted);
    }
  }

  /** The preparation that a task has to wait for on the node; begins it when nobody has. */
  Optional<Preparation> before(Job job, Node node) {
    return job.preparationTask()
        .map(
            spec ->
                job.preparation(node)
                    .filter(one -> !one.isStale())
                    .orElseGet(() -> begin(job, node, spec)))
        .filter(one -> one.guards() && !one.succeeded());
  }

  private Preparation begin(Job job, Node node, ObjectNode spec) {
    Preparation preparation = new Preparation(job, node, spec, account.now());
    job.prepares(preparation);
    run(preparation, CommandSpec.ofTask(spec));
    return preparation;
  }

  private void run(Preparation preparation, CommandSpec spec) {
    Job job = preparation.job();
    Node node = preparation.node();
    CommandRun run = commands.preparation(node, job, preparation.id(), spec);
    preparation.running(run);
    node.upkeep().add(run);
    threads.start(
        node,
        () -> {
          node.folders().createWorkitem(job.id());
          Outcome outcome = run.run();
          account.locked(
              () -> {
                node.upkeep().remove(run);
                ended(preparation, spec, outcome);
              });
        },
        onFault);
  }

  private void ended(Preparation preparation, CommandSpec spec, Outcome outcome) {
    preparation.runEnded();
    if (preparation.abandoned()) {
      onEnd.accept(preparation);
      return;
    }
    if (outcome.retryable() && (spec.retries() < 0 || preparation.retryCount() < spec.retries())) {
      preparation.retried(account.now());
      run(preparation, spec);
      return;
    }
    preparation.completed(outcome);
    onEnd.accept(preparation);
  }
}
