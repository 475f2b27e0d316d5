package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** Gives pools the sizes that their formulas come to. Everything happens under the lock. */
final class AutoScaler {

  private final Account account;
  private final Fleet fleet;
  private final NodeThreads threads;
  private final RandomGenerator random = new Random();

  AutoScaler(Account account, Fleet fleet, NodeThreads threads) {
    this.account = account;
    this.fleet = fleet;
    this.threads = threads;
  }

  /**
   * Refuses a formula that cannot be read.
   *
   * @throws BatchError 400
   */
  static void check(String formula) {
    try {
      FormulaParser.parse(formula);
    } catch (FormulaException e) {
      throw new BatchError(
              400,
              "AutoScalingFormulaSyntaxError",
              "The specified auto-scaling formula has a syntax error.")
          .with("PropertyName", "autoScaleFormula")
          .with("Reason", e.getMessage());
    }
  }

  /** Takes samples of a pool as long as there is one. */
  void watch(Pool pool) {
    threads.later(
        PoolSamples.PERIOD,
        () -> {
          if (pool.state().is(PoolState.ACTIVE)) {
            pool.samples().add(account.now(), values(pool));
            watch(pool);
          }
        });
  }

  /** Evaluates the formula now, and again after each interval until other settings come. */
  void enable(Pool pool, AutoScale how) {
    pool.autoScale(how);
    scale(pool, how);
  }

  /** Goes on with a pool whose emulator ended: its formula is evaluated when it has nodes again. */
  void resume(Pool pool) {
    watch(pool);
    pool.autoScale().ifPresent(how -> threads.later(how.interval(), () -> scale(pool, how)));
  }

  private void scale(Pool pool, AutoScale how) {
    if (!pool.autoScale().equals(Optional.of(how)) || !pool.state().is(PoolState.ACTIVE)) {
      return;
    }
    pool.scaled(evaluated(pool, how.formula(), result -> resize(pool, result)));
    threads.later(how.interval(), () -> scale(pool, how));
  }

  private void resize(Pool pool, Formula.Result result) {
    if (pool.allocation().is(AllocationState.STEADY)
        && !(result.target().equals(pool.target()) && result.target().equals(pool.current()))) {
      ObjectNode option =
          Answer.object().put("nodeDeallocationOption", result.deallocationOption());
      pool.target(result.target());
      fleet.allocate(pool, StopChoice.read(option, "nodeDeallocationOption"));
      pool.changed(account.now());
    }
  }

  /** What a formula would come to; the pool stays as it is. */
  AutoScale.Run tryOut(Pool pool, String formula) {
    return evaluated(pool, formula, result -> {});
  }

  private AutoScale.Run evaluated(Pool pool, String formula, Consumer<Formula.Result> use) {
    Instant now = account.now();
    try {
      Formula.Result result =
          FormulaEvaluation.of(
              FormulaParser.parse(formula),
              new FormulaContext(now, random, pool.target(), values(pool), pool.samples()));
      use.accept(result);
      return new AutoScale.Run(now, result.text(), Optional.empty());
    } catch (FormulaException e) {
      return new AutoScale.Run(now, Formula.unchanged(pool.target()), Optional.of(e));
    }
  }

  private Map<PoolMetric, Double> values(Pool pool) {
    int active = 0;
    int running = 0;
    int succeeded = 0;
    int failed = 0;
    for (Job job : account.jobs().all()) {
      if (job.poolId().equalsIgnoreCase(pool.id())) {
        Job.Counts counts = job.counts();
        active += job.state().is(JobState.ACTIVE) ? job.queue().size() : 0;
        // Batch counts a preparing task as running.
        running += counts.of(TaskState.RUNNING) + counts.of(TaskState.PREPARING);
        succeeded += counts.succeeded();
        failed += counts.of(TaskState.COMPLETED) - counts.succeeded();
      }
    }
    Map<PoolMetric, Double> values = new EnumMap<>(PoolMetric.class);
    for (PoolMetric metric : PoolMetric.values()) {
      values.put(
          metric,
          (double)
              switch (metric) {
                case ACTIVE_TASKS -> active;
                case RUNNING_TASKS -> running;
                case PENDING_TASKS -> active + running;
                case SUCCEEDED_TASKS -> succeeded;
                case FAILED_TASKS -> failed;
                case TASK_SLOTS_PER_NODE -> pool.taskSlots();
                case CURRENT_DEDICATED_NODES -> pool.nodesOf(true);
                case CURRENT_LOW_PRIORITY_NODES -> pool.nodesOf(false);
                case USABLE_NODE_COUNT -> nodes(pool, Node::works);
                case PREEMPTED_NODE_COUNT ->
                    nodes(pool, node -> node.state().is(NodeState.PREEMPTED));
                case SAMPLE_NODE_COUNT -> pool.nodes().size();
              });
    }
    return values;
  }

  private static long nodes(Pool pool, Predicate<Node> which) {
    return pool.nodes().all().stream().filter(which).count();
  }
}
