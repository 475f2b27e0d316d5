package io.github.sealframe.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells what was seen of nodes, jobs and pools as causes of a hold. Immutable. */
final class Causes {
  static final List<String> STARTUP = List.of("startup");

  private final PackageGate gate;

  /**
   * @param gate knows what the exit codes of its checks mean
   */
  Causes(PackageGate gate) {
    this.gate = gate;
  }

  Hold.Cause of(PoolId pool, Pools.RefusedNode node) {
    Hold.Kind kind =
        switch (node.why()) {
          case UNUSABLE -> Hold.Kind.NODE_UNUSABLE;
          case START_TASK_FAILED -> Hold.Kind.START_TASK_FAILED;
          case LOST -> Hold.Kind.NODE_LOST;
        };
    return new Hold.Cause(
        kind,
        pool,
        Optional.of(node.id()),
        node.exitCode(),
        message(node.exitCode(), node.errors()),
        STARTUP);
  }

  Hold.Cause of(PoolId pool, Jobs.FailedPreparation preparation) {
    return new Hold.Cause(
        Hold.Kind.PREPARATION_FAILED,
        pool,
        Optional.of(preparation.node()),
        preparation.exitCode(),
        message(preparation.exitCode(), preparation.errors()),
        List.of(preparation.folder()));
  }

  static Hold.Cause of(PoolId pool, Pools.DifferentNode node) {
    return new Hold.Cause(
        Hold.Kind.NODE_START_TASK_DIFFERS,
        pool,
        Optional.of(node.id()),
        Optional.empty(),
        text(node.drift()),
        STARTUP);
  }

  static Hold.Cause changed(PoolId pool, Hold.Kind kind, String message) {
    return new Hold.Cause(kind, pool, Optional.empty(), Optional.empty(), message, List.of());
  }

  /** Of a task that a check made fail. */
  Hold.Cause of(PoolId pool, Jobs.LiveTask task) {
    return new Hold.Cause(
        Hold.Kind.TASK_REFUSED,
        pool,
        task.node(),
        task.exitCode(),
        "task " + task.id() + ", " + message(task.exitCode(), List.of()),
        task.folder().stream().toList());
  }

  /** Whether a task ended with the exit code of a check. */
  boolean isRefused(Jobs.LiveTask task) {
    return task.exitCode().flatMap(gate::meaning).isPresent();
  }

  static String text(List<Drift> drift) {
    return String.join("; ", drift.stream().map(Drift::toString).toList());
  }

  private String message(Optional<Integer> exitCode, List<String> errors) {
    List<String> parts = new ArrayList<>();
    exitCode.ifPresent(
        code -> parts.add("exit code " + code + gate.meaning(code).map(m -> ", " + m).orElse("")));
    parts.addAll(errors);
    return parts.isEmpty() ? "the service gives no reason" : String.join("; ", parts);
  }
}
