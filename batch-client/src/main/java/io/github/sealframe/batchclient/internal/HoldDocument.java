package io.github.sealframe.batchclient.internal;

import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.Disposition;
import io.github.sealframe.core.Hold;
import io.github.sealframe.core.JobId;
import io.github.sealframe.core.NodeId;
import io.github.sealframe.core.PoolId;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.Sha256;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The written form of a hold record. Every field is always there; those without a value are null.
 * One that this version added and an earlier one did not write is as empty.
 *
 * @param version 1
 */
record HoldDocument(
    int version,
    String id,
    String production,
    String since,
    CauseDocument cause,
    List<String> jobs,
    List<SuspectDocument> suspects,
    List<String> evidence,
    List<String> later,
    Map<String, String> settled,
    ReleaseDocument release) {
  private static final int VERSION = 1;

  /** What was seen. */
  record CauseDocument(
      String kind,
      String pool,
      String node,
      Integer exitCode,
      String message,
      List<String> outputs) {
    static CauseDocument of(Hold.Cause cause) {
      return new CauseDocument(
          cause.kind().name(),
          cause.pool().value(),
          cause.node().map(NodeId::value).orElse(null),
          cause.exitCode().orElse(null),
          cause.message(),
          cause.outputs());
    }

    Hold.Cause cause() {
      return new Hold.Cause(
          Hold.Kind.valueOf(required(kind)),
          new PoolId(required(pool)),
          Optional.ofNullable(node).map(NodeId::new),
          Optional.ofNullable(exitCode),
          required(message),
          required(outputs).stream().map(HoldDocument::required).toList());
    }
  }

  /** A blob to be read again. */
  record SuspectDocument(String container, String name, String sha256) {
    static SuspectDocument of(Hold.Suspect suspect) {
      return new SuspectDocument(
          suspect.blob().role().label(), suspect.blob().name(), suspect.digest().hex());
    }

    Hold.Suspect suspect() {
      ContainerRole role = ContainerRole.valueOf(required(container).toUpperCase(Locale.ROOT));
      return new Hold.Suspect(new BlobRef(role, required(name)), new Sha256(required(sha256)));
    }
  }

  /** The end of the hold. */
  record ReleaseDocument(
      String by,
      String second,
      String principal,
      String note,
      Map<String, String> nodes,
      String at) {
    static ReleaseDocument of(Hold.Release release) {
      Map<String, String> nodes = new TreeMap<>();
      release.nodes().forEach((node, disposition) -> nodes.put(node, disposition.name()));
      return new ReleaseDocument(
          release.by(),
          release.second().orElse(null),
          release.principal(),
          release.note(),
          nodes,
          release.at().toString());
    }

    Hold.Release release() {
      SortedMap<String, Disposition> dispositions = new TreeMap<>();
      required(nodes)
          .forEach((node, word) -> dispositions.put(node, Disposition.valueOf(required(word))));
      return new Hold.Release(
          required(by),
          Optional.ofNullable(second),
          principal == null ? "unknown" : principal,
          required(note),
          dispositions,
          instant(at));
    }
  }

  static HoldDocument of(Hold hold) {
    return new HoldDocument(
        VERSION,
        hold.id(),
        hold.production().value(),
        hold.since().toString(),
        CauseDocument.of(hold.cause()),
        hold.jobs().stream().map(JobId::value).toList(),
        hold.suspects().stream().map(SuspectDocument::of).toList(),
        hold.evidence(),
        hold.later(),
        texts(hold.settled()),
        hold.release().map(ReleaseDocument::of).orElse(null));
  }

  /**
   * The hold that {@code document} holds, which may be null.
   *
   * @throws IllegalArgumentException when it is no hold record of this version
   */
  static Hold hold(HoldDocument document) {
    return required(document).hold();
  }

  private Hold hold() {
    if (version != VERSION) {
      throw new IllegalArgumentException("version " + version);
    }
    return new Hold(
        required(id),
        new ProductionCode(required(production)),
        instant(since),
        required(cause).cause(),
        required(jobs).stream().map(job -> new JobId(required(job))).toList(),
        required(suspects).stream().map(suspect -> required(suspect).suspect()).toList(),
        required(evidence).stream().map(HoldDocument::required).toList(),
        required(later).stream().map(HoldDocument::required).toList(),
        times(settled),
        Optional.ofNullable(release).map(ReleaseDocument::release));
  }

  private static Map<String, String> texts(Map<JobId, Instant> times) {
    Map<String, String> texts = new TreeMap<>();
    times.forEach((job, time) -> texts.put(job.value(), time.toString()));
    return texts;
  }

  /** Without it, tasks that a release dealt with hold once more. */
  private static Map<JobId, Instant> times(Map<String, String> texts) {
    Map<JobId, Instant> times = new HashMap<>();
    if (texts != null) {
      texts.forEach((job, time) -> times.put(new JobId(job), instant(time)));
    }
    return times;
  }

  private static <T> T required(T value) {
    if (Objects.isNull(value)) {
      throw new IllegalArgumentException("a value is missing");
    }
    return value;
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(required(text));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException("not a time", e);
    }
  }
}
