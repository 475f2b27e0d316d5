package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The faults of pools and of their nodes. Under the account's lock.
 *
 * <p>A node meets its faults each time it starts, and once more when another plan comes.
 */
final class NodeFaults {

  private final FaultSource source;
  private final Account account;
  private final NodeThreads threads;

  NodeFaults(FaultSource source, Account account, NodeThreads threads) {
    this.source = source;
    this.account = account;
    this.threads = threads;
  }

  /** What may become of a node. */
  interface Fates {
    void unusable(Node node, String code, String reason);

    void preempted(Node node, Optional<Duration> back);

    void lost(Node node, Optional<Duration> back);
  }

  /** Why a pool gets fewer new nodes of a kind than it is to have. */
  Optional<Fault.Allocation> allocation(Pool pool, boolean dedicated) {
    return source.draw(
        Fault.Allocation.class, fault -> fault.concerns(dedicated), pool.id(), pool.id());
  }

  /** Changes the pool as somebody else could. */
  void change(Pool pool) {
    source
        .draw(Fault.PoolChange.class, fault -> true, pool.id(), pool.id())
        .ifPresent(
            fault -> {
              ObjectNode set = fault.set().deepCopy();
              pool.spec().setAll(set);
              pool.changed(account.now());
            });
  }

  /** Tells a node that starts what hinders its commands from now on. */
  void hinder(Node node) {
    StringBuilder prelude = new StringBuilder();
    draw(Fault.SlowNode.class, node)
        .ifPresent(
            slow -> prelude.append(String.format(Locale.ROOT, "sleep %.3f; ", slow.seconds())));
    // A write beyond the limit fails as one on a full disk does; the signal would end the program.
    draw(Fault.DiskFull.class, node)
        .ifPresent(
            full ->
                prelude
                    .append("trap '' XFSZ; ulimit -f ")
                    .append(2L * full.kibibytes())
                    .append("; "));
    node.prelude(prelude.toString());
  }

  /** What a StartTask's shell does before the command; empty for nothing. */
  String beforeStartTask(Node node) {
    return draw(Fault.StartTaskFailure.class, node)
        .map(fault -> "exit " + fault.exitCode() + "; ")
        .orElse(node.prelude());
  }

  /** Lets fate have a node that works. */
  void await(Node node, Fates fates) {
    draw(Fault.Unusable.class, node)
        .ifPresent(
            fault ->
                later(
                    node,
                    fault.after(),
                    () ->
                        fates.unusable(
                            node, fault.code(), "A fault that was asked for: unusable")));
    if (!node.dedicated()) {
      draw(Fault.Preemption.class, node)
          .ifPresent(
              fault ->
                  later(node, fault.after(), () -> fates.preempted(node, seconds(fault.back()))));
    }
    draw(Fault.LostAgent.class, node)
        .ifPresent(
            fault -> later(node, fault.after(), () -> fates.lost(node, seconds(fault.back()))));
  }

  /** After another plan came: all pools and all nodes meet it. */
  void meetAll(Fates fates) {
    for (Pool pool : account.pools().all()) {
      change(pool);
      for (Node node : List.copyOf(pool.nodes().all())) {
        if (node.works()) {
          hinder(node);
          await(node, fates);
        }
      }
    }
  }

  private <F extends Fault> Optional<F> draw(Class<F> kind, Node node) {
    String place = node.pool().id() + "/" + node.number();
    return source.draw(kind, fault -> true, place, place, node.pool().id() + "/" + node.id());
  }

  private void later(Node node, double after, Runnable fate) {
    Instant boot = node.bootedAt();
    int plan = source.replacements();
    threads.later(
        seconds(after).orElseThrow(),
        () -> {
          if (node.works() && node.bootedAt().equals(boot) && source.replacements() == plan) {
            fate.run();
          }
        });
  }

  private static Optional<Duration> seconds(Double seconds) {
    return Optional.ofNullable(seconds).map(value -> Duration.ofNanos((long) (value * 1e9)));
  }
}
