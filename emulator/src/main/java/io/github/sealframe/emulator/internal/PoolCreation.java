package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Makes pools. Under the account's lock. */
final class PoolCreation {

  private final Account account;
  private final Fleet fleet;
  private final AutoScaler scaler;

  PoolCreation(Account account, Fleet fleet, AutoScaler scaler) {
    this.account = account;
    this.fleet = fleet;
    this.scaler = scaler;
  }

  /**
   * Makes a pool, and begins to bring its nodes.
   *
   * @param spec completed; the pool keeps it
   * @throws BatchError 400 for a formula that cannot be read, 409 when there is a pool of this id
   */
  Pool create(String id, ObjectNode spec) {
    Instant now = account.now();
    Pool pool = new Pool(id, account.url() + "/pools/" + id, spec, now);
    Optional<AutoScale> scale = read(spec, now);
    if (!account.add(pool)) {
      throw BatchError.exists("Pool", id);
    }
    scaler.watch(pool);
    scale.ifPresentOrElse(
        how -> scaler.enable(pool, how), () -> fleet.allocate(pool, Optional.empty()));
    return pool;
  }

  /**
   * Makes a pool what a new one would be, with the nodes that it has.
   *
   * @param spec completed, with the automatic scaling in it; the pool keeps the rest of it
   * @param running what becomes of tasks on nodes that leave; empty lets them end first
   * @throws BatchError 400 for a formula that cannot be read, 409 when the pool is to have another
   *     size while nodes come or go
   */
  void change(Pool pool, ObjectNode spec, Optional<Stop> running) {
    Instant now = account.now();
    Optional<AutoScale> scale = read(spec, now);
    Pool.Capacity target = Pool.target(spec);
    boolean resizes =
        scale.isPresent() || pool.autoScale().isPresent() || !target.equals(pool.target());
    if (resizes && !pool.allocation().is(AllocationState.STEADY)) {
      throw BatchError.conflict("PoolBeingResized", "The specified pool is being resized.");
    }
    pool.spec().removeAll();
    pool.spec().setAll(spec);
    pool.changed(now);
    if (scale.isPresent()) {
      scaler.enable(pool, scale.get());
    } else if (resizes) {
      pool.fixedSize();
      pool.target(target);
      fleet.allocate(pool, running);
    }
  }

  private static Optional<AutoScale> read(ObjectNode spec, Instant now) {
    Optional<AutoScale> scale = Optional.empty();
    if (Body.flag(spec, "enableAutoScale", false)) {
      scale = Optional.of(AutoScale.read(spec, Optional.empty(), now));
      AutoScaler.check(scale.get().formula());
    }
    spec.remove(List.of("enableAutoScale", "autoScaleFormula", "autoScaleEvaluationInterval"));
    return scale;
  }

  /** Removes a pool that is not being removed already; one that is not there is no error. */
  void delete(String id) {
    account
        .pools()
        .find(id)
        .filter(pool -> pool.state().is(PoolState.ACTIVE))
        .ifPresent(fleet::delete);
  }
}
