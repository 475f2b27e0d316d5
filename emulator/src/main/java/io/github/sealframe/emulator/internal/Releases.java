package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Runs the release tasks of jobs that end: on each node where the preparation task ran to its end
 * and that still is what it was then. Under the account's lock, but for the runs.
 */
final class Releases {

  private final Account account;
  private final NodeThreads threads;
  private final NodeCommands commands;
  private final Consumer<Job> onEnd;
  private final BiConsumer<Node, String> onFault;

  /**
   * @param onEnd is told of the job of each run that has ended
   */
  Releases(
      Account account,
      NodeThreads threads,
      NodeCommands commands,
      Consumer<Job> onEnd,
      BiConsumer<Node, String> onFault) {
    this.account = account;
    this.threads = threads;
    this.commands = commands;
    this.onEnd = onEnd;
    this.onFault = onFault;
  }

  /**
   * Starts the release tasks of a job that can run now; true when neither one of them nor a
   * preparation task is left to end. A node that restarts is waited for.
   */
  boolean done(Job job) {
    if (job.preparations().stream().anyMatch(Preparation::isRunning)) {
      return false;
    }
    Optional<ObjectNode> spec = job.releaseTask();
    if (spec.isEmpty()) {
      return true;
    }
    List<Preparation> owing = job.preparations().stream().filter(Preparation::owesRelease).toList();
    for (Preparation preparation : owing) {
      if (preparation.release().isEmpty() && preparation.node().works()) {
        run(preparation, spec.get());
      }
    }
    return owing.isEmpty();
  }

  private void run(Preparation preparation, ObjectNode body) {
    Job job = preparation.job();
    Node node = preparation.node();
    String id = Answer.text(body, "id");
    CommandRun run = commands.release(node, job, id, CommandSpec.ofReleaseTask(body));
    Release release =
        new Release(NodeFolders.taskPath(job.id(), id), account.now(), Optional.empty());
    preparation.releases(Optional.of(release));
    node.upkeep().add(run);
    threads.start(
        node,
        () -> {
          Outcome outcome = run.run();
          account.locked(
              () -> {
                node.upkeep().remove(run);
                // "If a Node reboots while the Job Release Task is still running, the Job Release
                // Task runs again when the Compute Node starts up."
                preparation.releases(
                    Optional.of(release.ended(outcome)).filter(one -> !run.isStopped()));
                onEnd.accept(job);
              });
        },
        onFault);
  }
}
