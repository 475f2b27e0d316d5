package io.github.sealframe.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes what happens to one job into the production's journal: codes, ids, digests and counts
 * only. Names of files, and what nodes said, are left out, since a title may stand in them.
 *
 * <p>That a plan is submitted, and its waivers, are in the control container before anything else
 * is sent; when they cannot be, a {@link Refusal} ends the submission. What else happens is sent
 * from time to time. Thread-safe.
 *
 * <p>Throws {@link UncheckedIOException} when a line cannot be written.
 */
public final class RenderJournal implements Consumer<RenderEvent> {
  private final ProductionJournal journal;
  private final HoldJournal holds;
  private final PlanRecord plan;

  /**
   * @param journal where to; stays open
   * @param plan the job's plan
   */
  public RenderJournal(ProductionJournal journal, PlanRecord plan) {
    this.journal = journal;
    this.holds = new HoldJournal(journal);
    this.plan = plan;
  }

  @Override
  public void accept(RenderEvent event) {
    holds.accept(event);
    try {
      write(event);
      if (event instanceof RenderEvent.Submitting) {
        journal.send();
      } else if (event instanceof RenderEvent.Ended) {
        journal.trySend();
      } else {
        journal.sendWhenDue();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(RenderEvent event) throws IOException {
    Map<String, String> fields = fields();
    if (event instanceof RenderEvent.Submitting submitting) {
      fields.put("principal", submitting.principal());
      fields.put("plan", plan.digest().hex());
      fields.put("frames", Integer.toString(plan.frames()));
      fields.put("tasks", Integer.toString(plan.chunks().size()));
      fields.put("approval", plan.approval().map(Sha256::hex).orElse(PlanRecord.NO_APPROVAL));
      pool(fields);
      journal.append("submission", fields);
      for (WaivedFinding waived : submitting.waived()) {
        waiver(waived.waiver());
      }
    } else if (event instanceof RenderEvent.InputStored input) {
      fields.put("blob", input.blob().toString());
      fields.put("bytes", Long.toString(input.bytes()));
      fields.put("sent", Boolean.toString(input.sent()));
      journal.append("input-stored", fields);
    } else if (event instanceof RenderEvent.PoolReady pool) {
      pool(fields);
      fields.put("created", Boolean.toString(pool.created()));
      journal.append("pool-ready", fields);
    } else if (event instanceof RenderEvent.AttestationSaved saved) {
      fields.put("node", saved.node().value());
      fields.put("pin", saved.pin().hex());
      fields.put("blob", saved.blob().toString());
      fields.put("digest", saved.digest().hex());
      journal.append("attestation-saved", fields);
    } else if (event instanceof RenderEvent.AttestationMissing missing) {
      fields.put("node", missing.node().value());
      fields.put("pin", missing.pin().hex());
      fields.put("why", missing.why());
      journal.append("attestation-missing", fields);
    } else if (event instanceof RenderEvent.TaskFailed failed) {
      fields.put("task", failed.task().task().value());
      journal.append("task-failed", fields);
    } else if (event instanceof RenderEvent.FrameSaved frame) {
      fields.put("frame", Integer.toString(frame.frame()));
      fields.put("task", frame.task().value());
      fields.put("digest", frame.digest().hex());
      fields.put("fetched", Boolean.toString(frame.fetched()));
      journal.append("frame-saved", fields);
    } else if (event instanceof RenderEvent.Ended ended) {
      fields.put("good", Boolean.toString(ended.verdict().isGood()));
      fields.put("failed", Integer.toString(ended.verdict().failedTasks().size()));
      fields.put("unfinished", Integer.toString(ended.verdict().unfinished()));
      journal.append("verdict", fields);
    }
  }

  private Map<String, String> fields() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("job", plan.job().value());
    return fields;
  }

  private void waiver(Waiver waiver) throws IOException {
    Map<String, String> fields = fields();
    fields.put("control", waiver.control());
    fields.put("who", waiver.who());
    fields.put("until", waiver.until().toString());
    journal.append("waiver", fields);
  }

  /** The pool, the image that its nodes are made from, and what they are to prove. */
  private void pool(Map<String, String> fields) {
    fields.put("pool", plan.pool().value());
    fields.put("image", plan.image());
    fields.put("renderer", plan.renderer().hex());
    fields.put("scene", plan.scene().hex());
    plan.verifier().ifPresent(verifier -> fields.put("verifier", verifier.hex()));
  }
}
