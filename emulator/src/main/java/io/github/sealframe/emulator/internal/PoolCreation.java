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
   * @throws BatchError 400 for a formula that cannot be evaluated, 409 when there is a pool of this
   *     id
   */
  Pool create(String id, ObjectNode spec) {
    Instant now = account.now();
    Pool pool = new Pool(id, account.url() + "/pools/" + id, spec, now);
    Optional<AutoScale> scale = Optional.empty();
    if (Body.flag(spec, "enableAutoScale", false)) {
      scale = Optional.of(AutoScale.read(spec, Optional.empty(), now));
      AutoScaler.check(scale.get().formula(), pool);
    }
    spec.remove(List.of("enableAutoScale", "autoScaleFormula", "autoScaleEvaluationInterval"));
    if (!account.add(pool)) {
      throw BatchError.exists("Pool", id);
    }
    scale.ifPresentOrElse(
        how -> scaler.enable(pool, how), () -> fleet.allocate(pool, Optional.empty()));
    return pool;
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
