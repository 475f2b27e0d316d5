package io.github.sealframe.core;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Fetches the frames of a job, {@value #AT_A_TIME} at a time, each proved on the way: it is a whole
 * PNG of the planned size, and its SHA-256 is the one that the node recorded. A frame is written
 * beside a {@code .part} name and moved into place when it is proved. One that is there already and
 * is right is not fetched again; one that broke off goes on where it was, with all of its bytes
 * proved again. No link in the folder is followed. Thread-safe.
 */
public final class Downloader {
  static final int AT_A_TIME = 4;

  /** So many frames may be done, or on their way, while an earlier one is waited for. */
  private static final int AHEAD = 4 * AT_A_TIME;

  private final BlobStore blobs;
  private final Refused refused;
  private final Consumer<RenderEvent> listener;

  /** What is done when a frame is not what its node recorded, before that is thrown. */
  @FunctionalInterface
  private interface Refused {
    void act(PlanRecord plan, OutputRefusal refusal) throws IOException;
  }

  /**
   * A download that puts the hold on when a frame is not what its node recorded.
   *
   * @param farm the production's services
   * @param clock tells when a hold is put on
   * @param listener told of each frame that is saved, in the order of the plan, by the thread that
   *     downloads, and of a hold
   */
  public Downloader(Farm farm, Clock clock, Consumer<RenderEvent> listener) {
    this.blobs = farm.blobs();
    HoldKeeper holds = new HoldKeeper(farm, clock, listener);
    this.refused = (plan, refusal) -> holds.put(plan, refusal.cause(plan));
    this.listener = listener;
  }

  /**
   * A download for who has nothing but the containers: a wrong frame is refused, and nothing held.
   *
   * @param blobs the production's containers
   * @param listener told of each frame that is saved, in the order of the plan, by the thread that
   *     downloads
   */
  public Downloader(BlobStore blobs, Consumer<RenderEvent> listener) {
    this.blobs = blobs;
    this.refused = (plan, refusal) -> {};
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
   * @throws PolicyRefusal when it is that of another production
   */
  public static PlanRecord plan(BlobStore blobs, JobId job) throws IOException {
    return find(blobs, job)
        .orElseThrow(
            () ->
                new ConfigurationRefusal(
                    "find",
                    "job " + job,
                    "the production has no plan of that name",
                    "take the job's id as `submit` printed it"));
  }

  /** The same; empty when the production has no such plan. */
  static Optional<PlanRecord> find(BlobStore blobs, JobId job) throws IOException {
    job.requireOf(blobs.production());
    Optional<BlobStore.OpenBlob> open = blobs.open(PlanRecord.place(job));
    if (open.isEmpty()) {
      return Optional.empty();
    }
    try (BlobStore.OpenBlob blob = open.get()) {
      String text = new String(blob.stream().readAllBytes(), StandardCharsets.UTF_8);
      PlanRecord plan = PlanRecord.parse(job, text);
      plan.requireOf(blobs.production(), "go on with a job of");
      return Optional.of(plan);
    }
  }

  /**
   * Saves every frame that is there by now. The first that is refused ends the download; what broke
   * off stays for the next one, as {@code .part}.
   *
   * @param plan the job's plan
   * @param folder where to; made when it is missing
   * @throws OutputRefusal when a frame is not what its node recorded
   * @throws ConfigurationRefusal when the folder is a link
   * @throws PolicyRefusal when the plan is that of another production
   */
  public Report download(PlanRecord plan, Path folder) throws IOException {
    plan.requireOf(blobs.production(), "download frames of");
    try {
      return save(plan, folder);
    } catch (OutputRefusal e) {
      refused.act(plan, e);
      throw e;
    }
  }

  private Report save(PlanRecord plan, Path folder) throws IOException {
    Map<Integer, Sha256> saved = new TreeMap<>();
    Map<Integer, String> failed = new TreeMap<>();
    List<Integer> missing = new ArrayList<>();
    try (TargetFolder target = TargetFolder.open(folder);
        Workers workers =
            new Workers(AT_A_TIME, "save", "the frames", "download again: what is there stays")) {
      Queue<Saving> savings = new ArrayDeque<>();
      Queue<Future<Map<Integer, FrameRecord.Line>>> records = new ArrayDeque<>();
      Iterator<PlanRecord.Chunk> ahead = plan.chunks().iterator();
      for (PlanRecord.Chunk chunk : plan.chunks()) {
        while (records.size() < AT_A_TIME && ahead.hasNext()) {
          String outputs = PlanRecord.outputs(plan.job(), ahead.next().task());
          records.add(workers.ask(() -> record(blobs, plan, outputs)));
        }
        String outputs = PlanRecord.outputs(plan.job(), chunk.task());
        Map<Integer, FrameRecord.Line> lines = workers.answer(records.remove());
        for (int frame : chunk.frames().frames().toArray()) {
          FrameRecord.Line line = lines.get(frame);
          if (line == null) {
            missing.add(frame);
          } else if (line.proved().isEmpty()) {
            failed.put(frame, line.reason());
          } else {
            FrameRecord.Proved proved = line.proved().get();
            Future<Boolean> fetched =
                workers.ask(() -> save(plan.resolution(), outputs, frame, proved, target));
            savings.add(new Saving(frame, chunk.task(), proved.digest(), fetched));
            if (savings.size() > AHEAD) {
              tell(savings.remove(), workers, target, saved);
            }
          }
        }
      }
      while (!savings.isEmpty()) {
        tell(savings.remove(), workers, target, saved);
      }
    }
    return new Report(plan.frames(), saved, failed, missing);
  }

  private record Saving(int frame, TaskId task, Sha256 digest, Future<Boolean> fetched) {}

  private void tell(Saving saving, Workers workers, TargetFolder target, Map<Integer, Sha256> saved)
      throws IOException {
    boolean fetched = workers.answer(saving.fetched());
    listener.accept(
        new RenderEvent.FrameSaved(
            saving.frame(),
            target.path(FrameRecord.fileName(saving.frame())),
            fetched,
            saving.task(),
            saving.digest()));
    saved.put(saving.frame(), saving.digest());
  }

  /** What a task recorded of its frames, by their numbers. */
  static Map<Integer, FrameRecord.Line> record(BlobStore blobs, PlanRecord plan, String outputs)
      throws IOException {
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
      Resolution resolution,
      String outputs,
      int frame,
      FrameRecord.Proved proved,
      TargetFolder target)
      throws IOException {
    String name = FrameRecord.fileName(frame);
    if (isThere(name, proved, target)) {
      return false;
    }
    BlobRef place = new BlobRef(ContainerRole.OUTPUT, outputs + "frames/" + name);
    try (TargetFolder.Part part = target.part(name)) {
      if (part.found() == 0 || !goesOn(resolution, place, proved, part)) {
        fetch(resolution, place, proved, part);
      }
      part.moveIntoPlace();
    }
    return true;
  }

  /** Wrong bytes that an earlier download left are no reason to refuse the frame. */
  private boolean goesOn(
      Resolution resolution, BlobRef place, FrameRecord.Proved proved, TargetFolder.Part part)
      throws IOException {
    try {
      fetch(resolution, place, proved, part);
      return true;
    } catch (IntegrityRefusal e) {
      return false;
    }
  }

  private static boolean isThere(String name, FrameRecord.Proved proved, TargetFolder target)
      throws IOException {
    Optional<InputStream> there = target.read(name, proved.bytes());
    if (there.isEmpty()) {
      return false;
    }
    MessageDigest digest = Sha256.digest();
    try (InputStream in = new DigestInputStream(there.get(), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return Sha256.of(digest).equals(proved.digest());
  }

  /** Fetches what is missing of a frame, and proves all of it in one pass; wrong bytes go away. */
  private void fetch(
      Resolution resolution, BlobRef place, FrameRecord.Proved proved, TargetFolder.Part part)
      throws IOException {
    MessageDigest digest = Sha256.digest();
    try (InputStream rest = open(place, proved.bytes(), part.size())) {
      InputStream all = new DigestInputStream(part.followedBy(rest), digest);
      prove(resolution, place, new BufferedInputStream(all));
      Sha256 found = Sha256.of(digest);
      if (!found.equals(proved.digest())) {
        throw refused(
            place, "its SHA-256 is " + found + ", the node recorded " + proved.digest(), null);
      }
    } catch (IntegrityRefusal e) {
      part.empty();
      throw e;
    }
  }

  private InputStream open(BlobRef place, long bytes, long from) {
    if (from == bytes) {
      return InputStream.nullInputStream();
    }
    BlobStore.OpenBlob blob =
        blobs.open(place, from).orElseThrow(() -> refused(place, "it is not there", null));
    if (blob.properties().bytes() != bytes) {
      throw refused(place, "it has " + blob.properties().bytes() + " bytes, not " + bytes, null);
    }
    return blob.stream();
  }

  private static void prove(Resolution resolution, BlobRef place, InputStream in)
      throws IOException {
    try {
      PngProof.prove(resolution, in);
    } catch (PngProof.NotProvedException e) {
      throw refused(place, e.getMessage(), e);
    }
  }

  private static OutputRefusal refused(BlobRef place, String why, Throwable cause) {
    return new OutputRefusal(place, why, cause);
  }
}
