package io.github.sealframe.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that a submission does, as one immutable value: {@code plan} prints it, {@code submit}
 * executes it.
 *
 * @param record what of it is kept with the job, and identifies it
 * @param pool the pool
 * @param job the job and its tasks
 * @param renderer the renderer package
 * @param scene the scene package
 * @param approval what the renderer package was approved by; empty when approvals are none
 * @param waived what is weaker than the production's policy asks, and who allows it
 */
public record RenderPlan(
    PlanRecord record,
    PoolPlan pool,
    JobPlan job,
    SealedPackage renderer,
    SealedPackage scene,
    Optional<PackageApproval> approval,
    List<WaivedFinding> waived) {
  /**
   * Copies the list.
   *
   * @throws PolicyRefusal when it mixes two productions, naming everything that is of another one
   */
  public RenderPlan {
    waived = List.copyOf(waived);
    OneProduction one =
        new OneProduction(record.production(), "the plan of job " + record.job())
            .label("its pool", pool.production())
            .label("its job", job.production())
            .pool(record.pool())
            .pool(pool.id())
            .pool(job.pool())
            .job(job.id())
            .identity(pool.shape().identity());
    job.tasks().forEach(task -> one.outputs(job.id(), task));
    one.require();
  }

  /** SHA-256 of the plan's record. */
  public Sha256 digest() {
    return record.digest();
  }

  /** Every file that nodes need, each once. */
  public List<NodeInput> inputs() {
    Map<BlobRef, NodeInput> inputs = new LinkedHashMap<>();
    List<NodeInput> all = new ArrayList<>(pool.startTask().inputs());
    all.addAll(job.preparation().inputs());
    all.forEach(input -> inputs.putIfAbsent(input.blob(), input));
    return List.copyOf(inputs.values());
  }

  /** The most that this plan can take, in node-hours: every task running up to its limit. */
  public double ceilingNodeHours() {
    return job.tasks().size() * (job.taskLimit().toSeconds() / 3600.0);
  }
}
