package io.github.sealframe.core;

import java.nio.file.Path;
import java.util.List;

/**
 * Something worth telling whoever waits. New kinds may come: a listener ignores what it does not
 * know.
 */
public sealed interface RenderEvent {
  /**
   * A plan may be carried out: the production's containers are there, and nothing else is sent yet.
   * What the listener throws ends the submission.
   *
   * @param plan the plan's record
   * @param waived what is weaker than the production's policy asks, and who allows it
   * @param principal who submits, as {@link Principal} tells
   */
  record Submitting(PlanRecord plan, List<WaivedFinding> waived, String principal)
      implements RenderEvent {
    /** Copies the list. */
    public Submitting {
      waived = List.copyOf(waived);
    }
  }

  /**
   * A hold may be released: nothing is changed yet. What the listener throws ends the release.
   *
   * @param hold the hold
   * @param request who releases it, and why
   * @param principal who releases it, as {@link Principal} tells
   */
  record Releasing(Hold hold, ReleaseRequest request, String principal) implements RenderEvent {}

  /**
   * A hold was released, and its record says so.
   *
   * @param release what was done
   */
  record Released(HoldRelease.Released release) implements RenderEvent {}

  /**
   * A file for the nodes is in its place.
   *
   * @param blob where
   * @param bytes its length
   * @param sent whether it had to be sent
   */
  record InputStored(BlobRef blob, long bytes, boolean sent) implements RenderEvent {}

  /**
   * The pool is there.
   *
   * @param pool which
   * @param created whether it had to be made
   */
  record PoolReady(PoolId pool, boolean created) implements RenderEvent {}

  /**
   * Tasks are being added.
   *
   * @param job the job
   * @param added so far
   * @param planned in all
   */
  record TasksAdded(JobId job, int added, int planned) implements RenderEvent {}

  /**
   * How far the job is; told when something changed.
   *
   * @param job the job
   * @param nodes the pool's nodes
   * @param tasks the job's tasks
   */
  record Progress(JobId job, Pools.NodeCounts nodes, Jobs.TaskCounts tasks)
      implements RenderEvent {}

  /**
   * A task ended without success; a watch begins with those that did before. The rest goes on.
   *
   * @param job the job
   * @param task the task
   */
  record TaskFailed(JobId job, Verdict.FailedTask task) implements RenderEvent {}

  /**
   * The hold was put on, or found.
   *
   * @param hold the hold
   */
  record HoldPut(Hold hold) implements RenderEvent {}

  /**
   * A job that was stopped for a hold had been let run by somebody, and was stopped again.
   *
   * @param hold the hold's id
   * @param job the job
   */
  record JobStoppedAgain(String hold, JobId job) implements RenderEvent {}

  /**
   * What a node attests of a package was copied to storage.
   *
   * @param node the node
   * @param pin the package
   * @param blob the copy
   * @param digest SHA-256 of the copy
   */
  record AttestationSaved(NodeId node, Sha256 pin, BlobRef blob, Sha256 digest)
      implements RenderEvent {}

  /**
   * What a node attests of a package could not be copied; the job goes on.
   *
   * @param node the node
   * @param pin the package
   * @param why why not
   */
  record AttestationMissing(NodeId node, Sha256 pin, String why) implements RenderEvent {}

  /**
   * A frame is on this machine, and is what the node recorded.
   *
   * @param frame its number
   * @param file where
   * @param fetched whether it had to be fetched
   * @param task the task that rendered it
   * @param digest SHA-256 of the file
   */
  record FrameSaved(int frame, Path file, boolean fetched, TaskId task, Sha256 digest)
      implements RenderEvent {}

  /**
   * The job has ended.
   *
   * @param verdict how
   */
  record Ended(Verdict verdict) implements RenderEvent {}
}
