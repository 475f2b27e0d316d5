package io.github.sealframe.core;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The record that keeps a production from running until a named person has investigated.
 *
 * @param id names this hold among others of the production
 * @param production which production
 * @param since when it was put on
 * @param cause what was seen
 * @param jobs the jobs that were stopped
 * @param suspects blobs that a node was given and refused, with the digests that they must have
 * @param evidence what was saved of the node, or a line that says why it could not be
 * @param release who ended it, when it was ended
 */
public record Hold(
    String id,
    ProductionCode production,
    Instant since,
    Cause cause,
    List<JobId> jobs,
    List<Suspect> suspects,
    List<String> evidence,
    Optional<Release> release) {
  /** Copies the lists. */
  public Hold {
    jobs = List.copyOf(jobs);
    suspects = List.copyOf(suspects);
    evidence = List.copyOf(evidence);
  }

  /** Whether it still stands. */
  public boolean stands() {
    return release.isEmpty();
  }

  /** What puts a hold on. */
  public enum Kind {
    /** A node that the service cannot use. */
    NODE_UNUSABLE,
    /** A node whose StartTask ended without success. */
    START_TASK_FAILED,
    /** A job preparation task that ended without success. */
    PREPARATION_FAILED,
    /** A node that ran another StartTask than the planned one. */
    NODE_START_TASK_DIFFERS,
    /** A pool that somebody changed. */
    POOL_DIFFERS,
    /** A job that somebody changed, or made in place of the planned one. */
    JOB_DIFFERS,
    /** A task that ended with an exit code by which a check refuses. */
    TASK_REFUSED;

    /** Whether anything may have run on any node of the pool, so that none of them is kept. */
    boolean taintsPool() {
      return switch (this) {
        case NODE_START_TASK_DIFFERS, POOL_DIFFERS, JOB_DIFFERS -> true;
        case NODE_UNUSABLE, START_TASK_FAILED, PREPARATION_FAILED, TASK_REFUSED -> false;
      };
    }
  }

  /**
   * What was seen.
   *
   * @param kind its kind
   * @param pool where
   * @param node on which node; empty when it is not one node's doing
   * @param exitCode exit code of the task that refused, when there is one
   * @param message what the node, or the service, said of it; one line
   */
  public record Cause(
      Kind kind, PoolId pool, Optional<NodeId> node, Optional<Integer> exitCode, String message) {
    /** One line for people. */
    public String describe() {
      String what =
          switch (kind) {
            case NODE_UNUSABLE -> "is unusable";
            case START_TASK_FAILED -> "refused its renderer package";
            case PREPARATION_FAILED -> "refused the scene package";
            case NODE_START_TASK_DIFFERS -> "ran another StartTask than planned";
            case POOL_DIFFERS -> "is not as planned";
            case JOB_DIFFERS -> "has a job that is not as planned";
            case TASK_REFUSED -> "refused what a task was given";
          };
      String who = node.map(id -> "node " + id).orElseGet(() -> "pool " + pool);
      return who + " " + what + ": " + message;
    }
  }

  /**
   * A blob that must be read again before anything runs.
   *
   * @param blob which
   * @param digest what its bytes must be
   */
  public record Suspect(BlobRef blob, Sha256 digest) {}

  /**
   * The end of a hold.
   *
   * @param by the person
   * @param note what was found
   * @param at when
   */
  public record Release(String by, String note, Instant at) {}
}
