package io.github.sealframe.emulator.internal;

/** The operations on the plan of faults. They are no part of Batch, and no fault befalls them. */
final class FaultOperations {

  /** What all paths begin with that are the emulator's own. */
  static final String OWN_PATHS = "/sealframe/";

  private static final String PATH = OWN_PATHS + "faults";

  private final FaultSource faults;
  private final Account account;
  private final NodeFaults nodes;
  private final NodeFaults.Fates fates;

  FaultOperations(FaultSource faults, Account account, NodeFaults nodes, NodeFaults.Fates fates) {
    this.faults = faults;
    this.account = account;
    this.nodes = nodes;
    this.fates = fates;
  }

  void register(Routes routes) {
    routes
        .add("GET", PATH, call -> shown())
        .add("PUT", PATH, this::replace)
        .add(
            "DELETE",
            PATH,
            call -> {
              replace(FaultPlan.NONE);
              return Answer.of(204);
            });
  }

  private Answer replace(Call call) {
    try {
      replace(FaultPlan.parse(call.body()));
    } catch (IllegalArgumentException e) {
      throw BatchError.invalidBody(e.getMessage());
    }
    return shown();
  }

  private void replace(FaultPlan plan) {
    account.locked(
        () -> {
          faults.replace(plan);
          nodes.meetAll(fates);
        });
  }

  private Answer shown() {
    return Answer.ok("faults/@Element", faults.toJson());
  }
}
