package io.github.sealframe.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes what happens to one job into a journal: codes, ids, digests and counts only. Names of
 * files, and what nodes said, are left out, since a title may stand in them. Thread-safe.
 *
 * <p>Throws {@link UncheckedIOException} when a line cannot be written.
 */
public final class RenderJournal implements Consumer<RenderEvent> {
  private final Journal journal;
  private final PlanRecord plan;

  /**
   * Begins with a line that names plan, job, pool and packages.
   *
   * @param journal where to; stays open
   * @param plan the job's plan
   */
  public RenderJournal(Journal journal, PlanRecord plan) {
    this.journal = journal;
    this.plan = plan;
    Map<String, String> fields = fields();
    fields.put("plan", plan.digest().hex());
    fields.put("pool", plan.pool().value());
    fields.put("renderer", plan.renderer().hex());
    fields.put("scene", plan.scene().hex());
    fields.put("frames", Integer.toString(plan.frames()));
    append("plan", fields);
  }

  /**
   * Begins with a line that names plan, job, pool and packages, and one for each waiver that the
   * plan rests on.
   *
   * @param journal where to; stays open
   * @param plan the plan that is carried out
   */
  public RenderJournal(Journal journal, RenderPlan plan) {
    this(journal, plan.record());
    for (WaivedFinding waived : plan.waived()) {
      Map<String, String> fields = fields();
      fields.put("control", waived.waiver().control());
      fields.put("who", waived.waiver().who());
      fields.put("until", waived.waiver().until().toString());
      append("waiver", fields);
    }
  }

  @Override
  public void accept(RenderEvent event) {
    Map<String, String> fields = fields();
    if (event instanceof RenderEvent.InputStored input) {
      fields.put("blob", input.blob().toString());
      fields.put("bytes", Long.toString(input.bytes()));
      fields.put("sent", Boolean.toString(input.sent()));
      append("input-stored", fields);
    } else if (event instanceof RenderEvent.PoolReady pool) {
      fields.put("pool", pool.pool().value());
      fields.put("created", Boolean.toString(pool.created()));
      append("pool-ready", fields);
    } else if (event instanceof RenderEvent.AttestationSaved saved) {
      fields.put("node", saved.node().value());
      fields.put("pin", saved.pin().hex());
      fields.put("blob", saved.blob().toString());
      fields.put("digest", saved.digest().hex());
      append("attestation-saved", fields);
    } else if (event instanceof RenderEvent.AttestationMissing missing) {
      fields.put("node", missing.node().value());
      fields.put("pin", missing.pin().hex());
      fields.put("why", missing.why());
      append("attestation-missing", fields);
    } else if (event instanceof RenderEvent.TaskFailed failed) {
      fields.put("task", failed.task().task().value());
      append("task-failed", fields);
    } else if (event instanceof RenderEvent.HoldPut put) {
      fields.put("hold", put.hold().id());
      fields.put("cause", put.hold().cause().kind().name());
      fields.put("pool", put.hold().cause().pool().value());
      put.hold().cause().node().ifPresent(node -> fields.put("node", node.value()));
      put.hold().cause().exitCode().ifPresent(code -> fields.put("exit", code.toString()));
      append("hold-put", fields);
    } else if (event instanceof RenderEvent.JobStoppedAgain again) {
      fields.put("hold", again.hold());
      fields.put("stopped", again.job().value());
      append("job-stopped-again", fields);
    } else if (event instanceof RenderEvent.FrameSaved frame) {
      fields.put("frame", Integer.toString(frame.frame()));
      fields.put("task", frame.task().value());
      fields.put("digest", frame.digest().hex());
      fields.put("fetched", Boolean.toString(frame.fetched()));
      append("frame-saved", fields);
    } else if (event instanceof RenderEvent.Ended ended) {
      fields.put("good", Boolean.toString(ended.verdict().isGood()));
      fields.put("failed", Integer.toString(ended.verdict().failedTasks().size()));
      fields.put("unfinished", Integer.toString(ended.verdict().unfinished()));
      append("verdict", fields);
    }
  }

  private Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("job", plan.job().value());
    return fields;
  }

  private void append(String kind, Map<String, String> fields) {
    try {
      journal.append(kind, fields);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
