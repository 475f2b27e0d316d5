package io.github.sealframe.samples;

import io.github.sealframe.core.PackageApproval;
import io.github.sealframe.core.RenderPlan;
import io.github.sealframe.core.WaivedFinding;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Prints what a submission would do. */
@Command(
    name = "plan",
    description = "Prints what `submit` would do; asks no service and sends nothing.",
    mixinStandardHelpOptions = true)
final class PlanVerb implements Callable<Integer> {
  @Mixin private Output output;
  @Mixin private FarmOptions farm;
  @Mixin private RenderOptions render;

  @Override
  public Integer call() throws IOException {
    RenderPlan plan = render.plan(farm.goingOn(), output);
    output.result(render.marked(document(plan)), text(plan));
    return ExitCode.DONE;
  }

  /** A plan as a document, for the command line and the bridge alike. */
  static Map<String, Object> document(RenderPlan plan) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("plan", plan.digest().hex());
    document.put("production", plan.pool().production().value());
    document.put("pool", plan.pool().id().value());
    document.put("nodes", plan.pool().nodes());
    document.put("job", plan.job().id().value());
    document.put("tasks", plan.job().tasks().size());
    document.put("frames", plan.record().frames());
    document.put("resolution", plan.record().resolution().toString());
    document.put("renderer", plan.renderer().pin().hex());
    document.put("approval", approval(plan));
    document.put("scene", plan.scene().pin().hex());
    document.put("bytes", plan.renderer().archive().bytes() + plan.scene().archive().bytes());
    document.put("ceilingNodeHours", plan.ceilingNodeHours());
    document.put("waived", plan.waived().stream().map(PlanVerb::waived).toList());
    return document;
  }

  private static Map<String, Object> waived(WaivedFinding waived) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("control", waived.waiver().control());
    document.put("on", waived.finding().on());
    document.put("why", waived.finding().why());
    document.put("who", waived.waiver().who());
    document.put("until", waived.waiver().until().toString());
    return document;
  }

  private static String waivedText(RenderPlan plan) {
    return plan.waived().stream()
        .map(
            waived ->
                String.format(
                    "%nwaived    %s: %s, by %s until %s",
                    waived.finding().on(),
                    waived.finding().why(),
                    waived.waiver().who(),
                    waived.waiver().until()))
        .collect(Collectors.joining());
  }

  /** What the renderer package was approved by, or {@code none}, as a document. */
  static Object approval(RenderPlan plan) {
    if (plan.approval().isEmpty()) {
      return "none";
    }
    PackageApproval approval = plan.approval().get();
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("reviewer", approval.reviewer());
    document.put("expires", approval.expires().toString());
    document.put("digest", approval.digest().hex());
    return document;
  }

  /** The same for people. */
  static String approvalText(RenderPlan plan) {
    return plan.approval()
        .map(
            approval ->
                approval.digest() + " by " + approval.reviewer() + ", until " + approval.expires())
        .orElse("none");
  }

  private static String text(RenderPlan plan) {
    return String.format(
            Locale.ROOT,
            """
        plan      %s
        pool      %s, %d nodes of %s
        job       %s, %d tasks, %d frames of %s
        renderer  %s, %d files
        approval  %s
        scene     %s, %d files
        to send   %.1f MiB at most
        ceiling   %.1f node-hours""",
            plan.digest(),
            plan.pool().id(),
            plan.pool().nodes(),
            plan.pool().shape().vmSize(),
            plan.job().id(),
            plan.job().tasks().size(),
            plan.record().frames(),
            plan.record().resolution(),
            plan.renderer().pin(),
            plan.renderer().files(),
            approvalText(plan),
            plan.scene().pin(),
            plan.scene().files(),
            (plan.renderer().archive().bytes() + plan.scene().archive().bytes()) / 1048576.0,
            plan.ceilingNodeHours())
        + waivedText(plan);
  }
}
