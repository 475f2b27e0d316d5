package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/** Gives pools the sizes that their formulas come to. Everything happens under the lock. */
final class AutoScaler {

  private final Account account;
  private final Fleet fleet;
  private final NodeThreads threads;

  AutoScaler(Account account, Fleet fleet, NodeThreads threads) {
    this.account = account;
    this.fleet = fleet;
    this.threads = threads;
  }

  /**
   * Refuses a formula that cannot be evaluated for the pool.
   *
   * @throws BatchError 400
   */
  static void check(String formula, Pool pool) {
    try {
      AutoScaleFormula.evaluate(formula, pool.target(), pool.current());
    } catch (FormulaException e) {
      throw new BatchError(
              400,
              "AutoScalingFormulaSyntaxError",
              "The specified auto-scaling formula has a syntax error.")
          .with("PropertyName", "autoScaleFormula")
          .with("Reason", e.getMessage());
    }
  }

  /** Evaluates the formula now, and again after each interval until other settings come. */
  void enable(Pool pool, AutoScale how) {
    pool.autoScale(how);
    scale(pool, how);
  }

  /** Goes on with a pool whose emulator ended: its formula is evaluated when it has nodes again. */
  void resume(Pool pool) {
    pool.autoScale().ifPresent(how -> threads.later(how.interval(), () -> scale(pool, how)));
  }

  private void scale(Pool pool, AutoScale how) {
    if (!pool.autoScale().equals(Optional.of(how)) || !pool.state().is(PoolState.ACTIVE)) {
      return;
    }
    pool.scaled(evaluate(pool, how.formula()));
    threads.later(how.interval(), () -> scale(pool, how));
  }

  private AutoScale.Run evaluate(Pool pool, String formula) {
    Instant now = account.now();
    try {
      AutoScaleFormula.Result result =
          AutoScaleFormula.evaluate(formula, pool.target(), pool.current());
      if (pool.allocation().is(AllocationState.STEADY)
          && !(result.target().equals(pool.target()) && result.target().equals(pool.current()))) {
        ObjectNode option =
            Answer.object().put("nodeDeallocationOption", result.deallocationOption());
        pool.target(result.target());
        fleet.allocate(pool, StopChoice.read(option, "nodeDeallocationOption"));
        pool.changed(now);
      }
      return new AutoScale.Run(now, result.text(), Optional.empty());
    } catch (FormulaException e) {
      return failed(pool, e, now);
    }
  }

  /** What a formula would come to; the pool stays as it is. */
  AutoScale.Run tryOut(Pool pool, String formula) {
    Instant now = account.now();
    try {
      String text = AutoScaleFormula.evaluate(formula, pool.target(), pool.current()).text();
      return new AutoScale.Run(now, text, Optional.empty());
    } catch (FormulaException e) {
      return failed(pool, e, now);
    }
  }

  private static AutoScale.Run failed(Pool pool, FormulaException e, Instant now) {
    String results = AutoScaleFormula.unchanged(pool.target());
    return new AutoScale.Run(now, results, Optional.of(e.getMessage()));
  }
}
