package io.github.sealframe.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at the names in a plan: all of them have to be those of one production. */
final class OneProduction {
  static final String CONTROL = "batch-pool-per-production";
  private static final String IDENTITY_CONTROL = "wf-batch-node-scoped-input";

  /** As the template of a production's resources names it. */
  private static final Pattern NODES =
      Pattern.compile("(?i).*/userassignedidentities/([^/]+-nodes)");

  private final ProductionCode code;
  private final String plan;
  private final List<String> problems = new ArrayList<>();

  /**
   * @param code the plan's
   * @param plan what is looked at
   */
  OneProduction(ProductionCode code, String plan) {
    this.code = code;
    this.plan = plan;
  }

  OneProduction pool(PoolId pool) {
    return check("its pool " + pool, CONTROL, code.isIn(pool.value()));
  }

  OneProduction job(JobId job) {
    return check("its job " + job, CONTROL, code.isIn(job.value()));
  }

  OneProduction label(String on, ProductionCode label) {
    return check("the label of " + on, CONTROL, label.equals(code));
  }

  OneProduction outputs(JobId job, TaskPlan task) {
    return check(
        "where task " + task.id() + " writes", CONTROL, task.outputs().startsWith(job + "/"));
  }

  /** An identity that has another name may be the production's: the register knows. */
  OneProduction identity(Optional<String> resourceId) {
    Optional<ProductionCode> named =
        resourceId
            .map(NODES::matcher)
            .filter(Matcher::matches)
            .flatMap(name -> ProductionCode.in(name.group(1)));
    return check(
        "its nodes' identity", IDENTITY_CONTROL, named.isEmpty() || named.get().equals(code));
  }

  private OneProduction check(String on, String control, boolean isOurs) {
    if (!isOurs) {
      problems.add(
          Refusal.line(
              "go on with",
              plan,
              on + " is not of its production " + code,
              "plan it again, for one production (control " + control + ")"));
    }
    return this;
  }

  /**
   * Ends the look.
   *
   * @throws PolicyRefusal naming all that is of another production
   */
  void require() {
    if (!problems.isEmpty()) {
      throw new PolicyRefusal(problems);
    }
  }
}
