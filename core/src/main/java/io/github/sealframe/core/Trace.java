package io.github.sealframe.core;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where a frame comes from: its digest, the task that rendered it, the node that the task ran on,
 * and what that node attested of both packages before.
 *
 * @param plan the job's plan
 * @param frame the frame's number
 * @param digest SHA-256 of the frame, as its node recorded it
 * @param task the task that rendered it
 * @param renderer of the renderer package
 * @param scene of the scene package
 * @param approval text of the record that the renderer package was approved by; empty when the plan
 *     was made without approvals
 */
public record Trace(
    PlanRecord plan,
    int frame,
    Sha256 digest,
    TaskId task,
    Proof renderer,
    Proof scene,
    Optional<String> approval) {

  /**
   * What a node attested of a package.
   *
   * @param attestation as the task copied it
   * @param witnessed whether the same text was read from the node itself
   */
  public record Proof(Attestation attestation, boolean witnessed) {}

  /** The node that the task ran on. */
  public NodeId node() {
    return renderer.attestation().node();
  }

  /**
   * Follows a frame back.
   *
   * @param blobs the production's containers
   * @param plan the job's plan
   * @throws ConfigurationRefusal when the job has no such frame, or it is not rendered yet
   * @throws IntegrityRefusal when a link is missing, or does not fit the next one
   */
  public static Trace of(BlobStore blobs, PlanRecord plan, int frame) throws IOException {
    plan.requireOf(blobs.production(), "trace a frame of");
    PlanRecord.Chunk chunk =
        plan.chunks().stream()
            .filter(one -> one.frames().frames().anyMatch(number -> number == frame))
            .findFirst()
            .orElseThrow(() -> notThere(plan, frame, "the job has no such frame"));
    String outputs = PlanRecord.outputs(plan.job(), chunk.task());
    FrameRecord.Line line =
        Optional.ofNullable(Downloader.record(blobs, plan, outputs).get(frame))
            .orElseThrow(
                () -> notThere(plan, frame, "task " + chunk.task() + " has left no record of it"));
    FrameRecord.Proved proved =
        line.proved()
            .orElseThrow(() -> notThere(plan, frame, "it failed on its node: " + line.reason()));
    Proof renderer = proof(blobs, plan, frame, outputs, plan.renderer(), "start");
    Proof scene = proof(blobs, plan, frame, outputs, plan.scene(), "preparation");
    if (!renderer.attestation().node().equals(scene.attestation().node())) {
      throw broken(
          plan,
          frame,
          "task "
              + chunk.task()
              + " copied attestations of two nodes, "
              + renderer.attestation().node()
              + " and "
              + scene.attestation().node());
    }
    return new Trace(
        plan, frame, proved.digest(), chunk.task(), renderer, scene, approval(blobs, plan, frame));
  }

  private static Optional<String> approval(BlobStore blobs, PlanRecord plan, int frame)
      throws IOException {
    Optional<Sha256> digest = plan.approval();
    if (digest.isEmpty()) {
      return Optional.empty();
    }
    BlobRef place = PackageApproval.place(digest.get());
    Optional<String> text =
        text(blobs, place)
            .filter(
                found -> Sha256.of(found.getBytes(StandardCharsets.UTF_8)).equals(digest.get()));
    if (text.isEmpty()) {
      throw broken(plan, frame, "blob " + place + " is not the approval that the plan rests on");
    }
    return text;
  }

  /** The attestation has to tell of exactly what the plan gave to the node at this gate. */
  private static Proof proof(
      BlobStore blobs, PlanRecord plan, int frame, String outputs, Sha256 pin, String gate)
      throws IOException {
    BlobRef place =
        new BlobRef(
            ContainerRole.OUTPUT, outputs + TaskPlan.ATTESTATIONS + Attestation.fileName(pin));
    String text =
        text(blobs, place)
            .orElseThrow(() -> broken(plan, frame, "blob " + place + " is not there"));
    Attestation attestation;
    try {
      attestation = Attestation.parse(text);
    } catch (IllegalArgumentException e) {
      throw broken(plan, frame, "blob " + place + " is no attestation: " + e.getMessage());
    }
    refuseOther(plan, frame, place, "package", pin.hex(), attestation.pin().hex());
    refuseOther(plan, frame, place, "pool", plan.pool().value(), attestation.pool().value());
    Set<Sha256> given =
        plan.inputs().stream()
            .filter(input -> input.gate().equals(gate))
            .map(PlanRecord.Input::digest)
            .collect(Collectors.toSet());
    if (!given.contains(attestation.archive()) || !given.contains(attestation.verifier())) {
      throw broken(plan, frame, "blob " + place + " tells of an archive or verifier of no plan");
    }
    Optional<String> witness = text(blobs, attestation.evidence());
    if (witness.isPresent() && !witness.get().equals(text)) {
      throw broken(
          plan, frame, "blob " + attestation.evidence() + " is not what its name says it is");
    }
    return new Proof(attestation, witness.isPresent());
  }

  private static void refuseOther(
      PlanRecord plan, int frame, BlobRef place, String what, String expected, String found) {
    if (!expected.equals(found)) {
      throw broken(
          plan, frame, "blob " + place + " tells of " + what + " " + found + ", not " + expected);
    }
  }

  private static Optional<String> text(BlobStore blobs, BlobRef place) throws IOException {
    Optional<BlobStore.OpenBlob> open = blobs.open(place);
    if (open.isEmpty()) {
      return Optional.empty();
    }
    try (BlobStore.OpenBlob blob = open.get()) {
      return Optional.of(
          new String(blob.stream().readNBytes(Attestation.MAX_BYTES), StandardCharsets.UTF_8));
    }
  }

  private static ConfigurationRefusal notThere(PlanRecord plan, int frame, String why) {
    return new ConfigurationRefusal(
        "trace",
        "frame " + frame + " of job " + plan.job(),
        why,
        "look at the job with `status`, and at its failed tasks with `wait`");
  }

  private static IntegrityRefusal broken(PlanRecord plan, int frame, String why) {
    return new IntegrityRefusal(
        "trace",
        "frame " + frame + " of job " + plan.job(),
        why,
        "find out who wrote to the production's containers, and render the frame again");
  }
}
