package io.github.sealframe.samples;

import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.Disposition;
import io.github.sealframe.core.Farm;
import io.github.sealframe.core.Hold;
import io.github.sealframe.core.HoldJournal;
import io.github.sealframe.core.HoldRelease;
import io.github.sealframe.core.JobId;
import io.github.sealframe.core.NodeId;
import io.github.sealframe.core.ReleaseRequest;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The hold. */
@Command(
    name = "hold",
    description = "Shows or releases the hold on a production.",
    mixinStandardHelpOptions = true,
    subcommands = {HoldVerb.Status.class, HoldVerb.Release.class})
final class HoldVerb {
  /** Shows it. */
  @Command(
      name = "status",
      description = "Tells whether the production is held, why, and what was saved.",
      mixinStandardHelpOptions = true)
  static final class Status implements Callable<Integer> {
    @Mixin private Output output;
    @Mixin private FarmOptions options;

    @Override
    public Integer call() throws IOException {
      Farm farm = options.look();
      Optional<Hold> hold = options.hold(farm);
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("held", hold.isPresent());
      hold.ifPresent(found -> document.put("hold", document(found)));
      output.result(document, hold.map(Status::text).orElse("not held"));
      return hold.isPresent() ? ExitCode.HELD : ExitCode.DONE;
    }

    private static String text(Hold hold) {
      StringBuilder text = new StringBuilder("held since ").append(hold.since()).append('\n');
      text.append(hold.cause().describe());
      hold.jobs().forEach(job -> text.append("\njob ").append(job).append(" was stopped"));
      hold.evidence().forEach(line -> text.append("\nevidence ").append(line));
      hold.later().forEach(line -> text.append('\n').append(line));
      return text.toString();
    }
  }

  /** Releases it. */
  @Command(
      name = "release",
      description = {
        "Releases the hold: reads the blobs again that the node refused, replaces those that are",
        "wrong, removes nodes as --node says, and writes down who answers for it."
      },
      mixinStandardHelpOptions = true)
  static final class Release implements Callable<Integer> {
    @Mixin private Output output;
    @Mixin private FarmOptions options;

    @Option(
        names = "--by",
        required = true,
        paramLabel = "NAME",
        description = "The person who investigated.")
    private String by;

    @Option(
        names = "--note",
        required = true,
        paramLabel = "TEXT",
        description = "What that person found.")
    private String note;

    @Option(
        names = "--second",
        paramLabel = "NAME",
        description = "Another person who agrees; needed where the production file asks for two.")
    private String second;

    @Option(
        names = "--node",
        paramLabel = "ID=remove|keep",
        description =
            "What becomes of a node that the hold names, once for each; one that cannot be used"
                + " can only be removed.")
    private Map<String, Disposition> nodes = new LinkedHashMap<>();

    @Override
    public Integer call() throws IOException {
      ReleaseRequest request =
          new ReleaseRequest(by, note, Optional.ofNullable(second), dispositions());
      try (OpenFarm farm = options.openRunning()) {
        Production production = farm.production();
        HoldRelease.Released released =
            new HoldRelease(
                    farm.farm(),
                    production.gate(),
                    production.policy(),
                    Clock.systemUTC(),
                    new HoldJournal(farm.journal()))
                .release(request);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("hold", document(released.hold()));
        document.put("replaced", released.replaced().stream().map(BlobRef::toString).toList());
        document.put("removed", released.removed().stream().map(NodeId::value).toList());
        output.result(document, text(released));
        return ExitCode.DONE;
      }
    }

    private Map<NodeId, Disposition> dispositions() {
      Map<NodeId, Disposition> dispositions = new LinkedHashMap<>();
      nodes.forEach(
          (node, disposition) -> {
            try {
              dispositions.put(new NodeId(node), disposition);
            } catch (IllegalArgumentException e) {
              throw new ConfigurationRefusal(
                  "release",
                  "the production",
                  "`" + node + "` is no node's id",
                  "see `hold status`");
            }
          });
      return dispositions;
    }

    private static String text(HoldRelease.Released released) {
      StringBuilder text = new StringBuilder();
      released.replaced().forEach(blob -> text.append("replaced blob ").append(blob).append('\n'));
      released.removed().forEach(node -> text.append("removed node ").append(node).append('\n'));
      return text.append("released; submit again to go on").toString();
    }
  }

  /** A hold as a document. */
  static Map<String, Object> document(Hold hold) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("id", hold.id());
    document.put("since", hold.since().toString());
    document.put("kind", hold.cause().kind().name());
    document.put("pool", hold.cause().pool().value());
    hold.cause().node().ifPresent(node -> document.put("node", node.value()));
    hold.cause().exitCode().ifPresent(code -> document.put("exitCode", code));
    document.put("message", hold.cause().message());
    document.put("jobs", hold.jobs().stream().map(JobId::value).toList());
    document.put("evidence", hold.evidence());
    document.put("later", hold.later());
    hold.release()
        .ifPresent(
            release -> {
              Map<String, Object> entry = new LinkedHashMap<>();
              entry.put("by", release.by());
              release.second().ifPresent(second -> entry.put("second", second));
              entry.put("principal", release.principal());
              entry.put("note", release.note());
              Map<String, String> nodes = new LinkedHashMap<>();
              release
                  .nodes()
                  .forEach(
                      (node, disposition) ->
                          nodes.put(node, disposition.name().toLowerCase(Locale.ROOT)));
              entry.put("nodes", nodes);
              entry.put("at", release.at().toString());
              document.put("release", entry);
            });
    return document;
  }
}
