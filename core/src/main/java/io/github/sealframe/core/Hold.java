package io.github.sealframe.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The record that keeps a production from running until a named person has investigated.
 *
 * @param id names this hold among others of the production
 * @param production which production
 * @param since when it was put on
 * @param cause what was seen
 * @param jobs the jobs that were stopped
 * @param suspects blobs that a node was given and refused, with the digests that they must have
 * @param evidence what was saved of the node, and of others that a release removed, or a line that
 *     says why it could not be
 * @param later what was seen while it stood, one line for each: jobs that were let run again
 * @param settled up to when, as the service tells time, the tasks of a job that a check made fail
 *     are dealt with by this hold and those before it
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
    List<String> later,
    Map<JobId, Instant> settled,
    Optional<Release> release) {
  /** Copies lists and map. */
  public Hold {
    jobs = List.copyOf(jobs);
    suspects = List.copyOf(suspects);
    evidence = List.copyOf(evidence);
    later = List.copyOf(later);
    settled = Map.copyOf(settled);
  }

  /** Whether it still stands. */
  public boolean stands() {
    return release.isEmpty();
  }

  /** The same with what was learnt of it. */
  Hold with(Cause known, List<String> saved) {
    return new Hold(id, production, since, known, jobs, suspects, saved, later, settled, release);
  }

  /** The same with more that was saved. */
  Hold saved(List<String> more) {
    List<String> all = new ArrayList<>(evidence);
    all.addAll(more);
    return with(cause, all);
  }

  /** The same, released, and with it the tasks that a check made fail up to these times. */
  Hold releasedBy(Release how, Map<JobId, Instant> dealtWith) {
    Map<JobId, Instant> all = new HashMap<>(settled);
    all.putAll(dealtWith);
    return new Hold(
        id, production, since, cause, jobs, suspects, evidence, later, all, Optional.of(how));
  }

  /** The same with something that was seen since. */
  Hold saw(String line) {
    List<String> lines = new ArrayList<>(later);
    lines.add(line);
    return new Hold(
        id, production, since, cause, jobs, suspects, evidence, lines, settled, release);
  }

  /** What puts a hold on. */
  public enum Kind {
    /** A node that the service cannot use. */
    NODE_UNUSABLE,
    /** A node that the service has lost touch with. */
    NODE_LOST,
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
    TASK_REFUSED,
    /** A frame that is not what its node recorded. */
    OUTPUT_DIFFERS;

    /** Whether anything may have run on any node of the pool, so that none of them is kept. */
    boolean taintsPool() {
      return switch (this) {
        case NODE_START_TASK_DIFFERS, POOL_DIFFERS, JOB_DIFFERS -> true;
        case NODE_UNUSABLE,
            NODE_LOST,
            START_TASK_FAILED,
            PREPARATION_FAILED,
            TASK_REFUSED,
            OUTPUT_DIFFERS ->
            false;
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
   * @param outputs folders, relative to the node's root folder, whose output tells more
   */
  public record Cause(
      Kind kind,
      PoolId pool,
      Optional<NodeId> node,
      Optional<Integer> exitCode,
      String message,
      List<String> outputs) {
    /** Copies the list. */
    public Cause {
      outputs = List.copyOf(outputs);
    }

    /** Without any output on a node. */
    public Cause(
        Kind kind, PoolId pool, Optional<NodeId> node, Optional<Integer> exitCode, String message) {
      this(kind, pool, node, exitCode, message, List.of());
    }

    /** The same in other words. */
    Cause saying(String words) {
      return new Cause(kind, pool, node, exitCode, words, outputs);
    }

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
            case NODE_LOST -> "is out of the service's reach";
            case OUTPUT_DIFFERS -> "has a frame that is not what its node recorded";
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
   * @param second another person who agreed; empty where one is enough
   * @param principal who asked the services, as {@link Principal} tells; {@code unknown} in a
   *     record of an earlier version
   * @param note what was found
   * @param nodes what became of the nodes that it named, by their ids
   * @param at when
   */
  public record Release(
      String by,
      Optional<String> second,
      String principal,
      String note,
      SortedMap<String, Disposition> nodes,
      Instant at) {
    /** Copies the map. */
    public Release {
      nodes = Collections.unmodifiableSortedMap(new TreeMap<>(nodes));
    }
  }
}
