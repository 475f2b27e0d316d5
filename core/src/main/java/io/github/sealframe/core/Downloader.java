package io.github.sealframe.core;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Fetches the frames of a job, each proved on the way: it is a whole PNG of the planned size, and
 * its SHA-256 is the one that the node recorded. A frame is written beside a {@code .part} name and
 * moved into place when it is proved; one that is there already and is right is not fetched again.
 * Thread-safe.
 */
public final class Downloader {
  private final BlobStore blobs;
  private final Consumer<RenderEvent> listener;

  /**
   * @param blobs the production's containers
   * @param listener told of each frame that is saved
   */
  public Downloader(BlobStore blobs, Consumer<RenderEvent> listener) {
    this.blobs = blobs;
    this.listener = listener;
  }

  /**
   * What a pass over a job's frames found.
   *
   * @param planned frames in the plan
   * @param saved digest of each frame that is on this machine now
   * @param failed frames that their nodes could not prove, with the reason
   * @param missing frames of tasks that have left no record
   */
  public record Report(
      int planned, Map<Integer, Sha256> saved, Map<Integer, String> failed, List<Integer> missing) {
    /** Whether every planned frame is on this machine. */
    public boolean isComplete() {
      return saved.size() == planned;
    }
  }

  /**
   * Reads the plan of a job.
   *
   * @throws ConfigurationRefusal when the production has no such job
   * @throws IntegrityRefusal when the plan was changed
   */
  public static PlanRecord plan(BlobStore blobs, JobId job) throws IOException {
    try (BlobStore.OpenBlob blob =
        blobs
            .open(PlanRecord.place(job))
            .orElseThrow(
                () ->
                    new ConfigurationRefusal(
                        "find",
                        "job " + job,
                        "the production has no plan of that name",
                        "take the job's id as `submit` printed it"))) {
      String text = new String(blob.stream().readAllBytes(), StandardCharsets.UTF_8);
      return PlanRecord.parse(job, text);
    }
  }

  /**
   * Saves every frame that is there by now.
   *
   * @param plan the job's plan
   * @param folder where to; made when it is missing
   * @throws IntegrityRefusal when a frame is not what its node recorded
   */
  public Report download(PlanRecord plan, Path folder) throws IOException {
    Files.createDirectories(folder);
    Map<Integer, Sha256> saved = new TreeMap<>();
    Map<Integer, String> failed = new TreeMap<>();
    List<Integer> missing = new ArrayList<>();
    for (PlanRecord.Chunk chunk : plan.chunks()) {
      String outputs = PlanRecord.outputs(plan.job(), chunk.task());
      Map<Integer, FrameRecord.Line> lines = record(plan, outputs);
      for (int frame : chunk.frames().frames().toArray()) {
        FrameRecord.Line line = lines.get(frame);
        if (line == null) {
          missing.add(frame);
        } else if (line.proved().isEmpty()) {
          failed.put(frame, line.reason());
        } else {
          boolean fetched = save(plan.resolution(), outputs, frame, line.proved().get(), folder);
          listener.accept(
              new RenderEvent.FrameSaved(
                  frame,
                  folder.resolve(FrameRecord.fileName(frame)),
                  fetched,
                  chunk.task(),
                  line.proved().get().digest()));
          saved.put(frame, line.proved().get().digest());
        }
      }
    }
    return new Report(plan.frames(), saved, failed, missing);
  }

  Map<Integer, FrameRecord.Line> record(PlanRecord plan, String outputs) throws IOException {
    BlobRef place = new BlobRef(ContainerRole.OUTPUT, outputs + TaskPlan.RECORD);
    Optional<BlobStore.OpenBlob> open = blobs.open(place);
    if (open.isEmpty()) {
      return Map.of();
    }
    try (BlobStore.OpenBlob blob = open.get()) {
      byte[] bytes = blob.stream().readNBytes(FrameRecord.MAX_BYTES);
      Map<Integer, FrameRecord.Line> lines = new HashMap<>();
      FrameRecord.parse(new String(bytes, StandardCharsets.UTF_8), plan.resolution())
          .forEach(line -> lines.put(line.frame(), line));
      return lines;
    } catch (IllegalArgumentException e) {
      throw refused(place, e.getMessage(), e);
    }
  }

  /** Returns whether it had to be fetched. */
  private boolean save(
      Resolution resolution, String outputs, int frame, FrameRecord.Proved proved, Path folder)
      throws IOException {
    String name = FrameRecord.fileName(frame);
    Path file = folder.resolve(name);
    boolean fetch = !isThere(file, proved);
    if (fetch) {
      BlobRef place = new BlobRef(ContainerRole.OUTPUT, outputs + "frames/" + name);
      Path part = folder.resolve(name + ".part");
      try {
        fetch(resolution, place, proved, part);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(part);
      }
    }
    return fetch;
  }

  private static boolean isThere(Path file, FrameRecord.Proved proved) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) != proved.bytes()) {
      return false;
    }
    MessageDigest digest = Sha256.digest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return Sha256.of(digest).equals(proved.digest());
  }

  private void fetch(Resolution resolution, BlobRef place, FrameRecord.Proved proved, Path part)
      throws IOException {
    MessageDigest digest = Sha256.digest();
    try (BlobStore.OpenBlob blob =
            blobs.open(place).orElseThrow(() -> refused(place, "it is not there", null));
        OutputStream out = Files.newOutputStream(part);
        InputStream in =
            new BufferedInputStream(
                new CopyingInputStream(new DigestInputStream(blob.stream(), digest), out))) {
      if (blob.properties().bytes() != proved.bytes()) {
        throw refused(
            place, "it has " + blob.properties().bytes() + " bytes, not " + proved.bytes(), null);
      }
      prove(resolution, place, in);
    }
    Sha256 found = Sha256.of(digest);
    if (!found.equals(proved.digest())) {
      throw refused(
          place, "its SHA-256 is " + found + ", the node recorded " + proved.digest(), null);
    }
  }

  private static void prove(Resolution resolution, BlobRef place, InputStream in)
      throws IOException {
    try {
      PngProof.prove(resolution, in);
    } catch (PngProof.NotProvedException e) {
      throw refused(place, e.getMessage(), e);
    }
  }

  private static IntegrityRefusal refused(BlobRef place, String why, Throwable cause) {
    return new IntegrityRefusal(
        "save the frame in",
        "blob " + place,
        why,
        "find out who wrote it and render it again",
        cause);
  }
}
