package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;

/** The operations on the automatic scaling of pools. */
final class AutoScaleOperations {

  private static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(30);

  private final Account account;
  private final AutoScaler scaler;

  AutoScaleOperations(Account account, AutoScaler scaler) {
    this.account = account;
    this.scaler = scaler;
  }

  void register(Routes routes) {
    routes
        .add("POST", "/pools/{pool}/enableautoscale", this::enable)
        .add("POST", "/pools/{pool}/disableautoscale", this::disable)
        .add("POST", "/pools/{pool}/evaluateautoscale", this::evaluate);
  }

  /** Pool_EnableAutoScale: only while the pool is steady, and once in 30 seconds. */
  private Answer enable(Call call) {
    ObjectNode body = call.json("PoolEnableAutoScaleParameter");
    return account.locked(
        () -> {
          Pool pool = account.steadyPool(call);
          Instant now = account.now();
          AutoScale how = AutoScale.read(body, pool.autoScale(), now);
          AutoScaler.check(how.formula());
          if (pool.autoScaleAsked().plus(BETWEEN_REQUESTS).isAfter(now)) {
            throw new BatchError(
                503,
                "TooManyEnableAutoScaleRequests",
                "Too many Enable Pool AutoScale requests are issued on the pool.");
          }
          pool.autoScaleAsked(now);
          pool.changed(now);
          scaler.enable(pool, how);
          return Answer.of(200).at(pool.url()).stamped(pool.stamp());
        });
  }

  /** Pool_DisableAutoScale: the pool keeps the nodes that it has. */
  private Answer disable(Call call) {
    return account.locked(
        () -> {
          Pool pool = account.changeablePool(call);
          pool.fixedSize();
          pool.changed(account.now());
          return Answer.of(200).at(pool.url()).stamped(pool.stamp());
        });
  }

  /** Pool_EvaluateAutoScale: an error of the formula is part of the answer. */
  private Answer evaluate(Call call) {
    String formula = Body.required(call.json("PoolEvaluateAutoScaleParameter"), "autoScaleFormula");
    return account.locked(
        () -> {
          Pool pool = account.changeablePool(call);
          if (pool.autoScale().isEmpty()) {
            throw BatchError.conflict(
                "OperationInvalidForCurrentState",
                "A formula is evaluated only for a pool that has automatic scaling enabled.");
          }
          return Answer.ok("autoscalerun/@Element", scaler.tryOut(pool, formula).toJson())
              .at(pool.url())
              .stamped(pool.stamp());
        });
  }
}
