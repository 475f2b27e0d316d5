package io.github.sealframe.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a production's tasks have left in its output container, compared with the frames that are on
 * this machine. A blob is taken for a frame unless its place, by a plan, is that of something else.
 */
final class Outputs {
  private static final Pattern PLACE = Pattern.compile("([^/]+)/([^/]+)/(.+)");
  private static final Pattern FRAME = Pattern.compile("frames/f(\\d{6,9})\\.png");
  private static final Pattern NO_FRAME =
      Pattern.compile("(attestations|logs)/.*|" + Pattern.quote(TaskPlan.RECORD));

  /** The container's folder of the logs of nodes' agents. */
  private static final String AGENT_LOGS = "logs/";

  private final BlobStore blobs;
  private final Map<String, Optional<PlanRecord>> plans = new HashMap<>();
  private String recordOf = "";
  private Map<Integer, FrameRecord.Line> record = Map.of();
  private int saved;
  private int unsaved;
  private String first = "";

  private Outputs(BlobStore blobs) {
    this.blobs = blobs;
  }

  /**
   * What was found.
   *
   * @param saved frames that are on this machine
   * @param unsaved frames, and what may be one, that are not
   * @param first name of the first that is not; empty when all are
   */
  record Found(int saved, int unsaved, String first) {}

  /**
   * Looks at every blob.
   *
   * @param frames what is on this machine
   * @throws IntegrityRefusal when a plan or a record was changed
   */
  static Found compare(BlobStore blobs, SavedFrames frames) throws IOException {
    Outputs outputs = new Outputs(blobs);
    if (blobs.protection(ContainerRole.OUTPUT).isPresent()) {
      try {
        blobs.list(ContainerRole.OUTPUT, "", blob -> outputs.look(blob.blob().name(), frames));
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
    return new Found(outputs.saved, outputs.unsaved, outputs.first);
  }

  private void look(String name, SavedFrames frames) {
    Matcher place = PLACE.matcher(name);
    Optional<PlanRecord> plan = place.matches() ? plan(place.group(1)) : Optional.empty();
    boolean known =
        plan.isPresent() ? NO_FRAME.matcher(place.group(3)).matches() : name.startsWith(AGENT_LOGS);
    if (known) {
      return;
    }
    if (plan.isPresent() && isSaved(plan.get(), place, frames)) {
      saved++;
    } else {
      first = unsaved++ == 0 ? name : first;
    }
  }

  private boolean isSaved(PlanRecord plan, Matcher place, SavedFrames frames) {
    Matcher frame = FRAME.matcher(place.group(3));
    if (!frame.matches()) {
      return false;
    }
    String outputs = place.group(1) + "/" + place.group(2) + "/";
    if (!outputs.equals(recordOf)) {
      try {
        record = Downloader.record(blobs, plan, outputs);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      recordOf = outputs;
    }
    return Optional.ofNullable(record.get(Integer.parseInt(frame.group(1))))
        .flatMap(FrameRecord.Line::proved)
        .filter(proved -> frames.has(proved.digest()))
        .isPresent();
  }

  /** One of a name that can be no job's has none. */
  private Optional<PlanRecord> plan(String job) {
    return plans.computeIfAbsent(
        job,
        name -> {
          try {
            JobId id = new JobId(name);
            return blobs.properties(PlanRecord.place(id)).isPresent()
                ? Optional.of(Downloader.plan(blobs, id))
                : Optional.empty();
          } catch (IllegalArgumentException e) {
            return Optional.empty();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}
