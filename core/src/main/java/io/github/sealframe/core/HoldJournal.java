package io.github.sealframe.core;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Writes what becomes of holds into the production's journal: that one was put on, what was let run
 * again, and who releases it, of the note its digest: the note itself stands in the hold's record.
 * That it is being released is in the control container before anything is changed; when it cannot
 * be, a {@link Refusal} ends the release. Thread-safe.
 *
 * <p>Throws {@link UncheckedIOException} when a line cannot be written.
 *
 * @param journal where to; stays open
 */
public record HoldJournal(ProductionJournal journal) implements Consumer<RenderEvent> {
  @Override
  public void accept(RenderEvent event) {
    try {
      if (event instanceof RenderEvent.Releasing releasing) {
        journal.append("hold-releasing", fields(releasing));
        journal.send();
      } else if (event instanceof RenderEvent.Released released) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("hold", released.release().hold().id());
        fields.put("replaced", text(released.release().replaced()));
        fields.put("removed", text(released.release().removed()));
        journal.append("hold-released", fields);
        journal.trySend(); // It is done, and its record says so.
      } else if (event instanceof RenderEvent.HoldPut put) {
        journal.append("hold-put", fields(put.hold()));
        journal.trySend(); // The hold stands, and has a record of its own.
      } else if (event instanceof RenderEvent.JobStoppedAgain again) {
        journal.append("job-stopped-again", fields(again));
        journal.trySend();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, String> fields(Hold hold) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("hold", hold.id());
    fields.put("cause", hold.cause().kind().name());
    fields.put("since", hold.since().toString());
    fields.put("pool", hold.cause().pool().value());
    hold.cause().node().ifPresent(node -> fields.put("node", node.value()));
    hold.cause().exitCode().ifPresent(code -> fields.put("exit", code.toString()));
    return fields;
  }

  private static Map<String, String> fields(RenderEvent.JobStoppedAgain again) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("hold", again.hold());
    fields.put("stopped", again.job().value());
    return fields;
  }

  private static Map<String, String> fields(RenderEvent.Releasing releasing) {
    ReleaseRequest request = releasing.request();
    Map<String, String> fields = fields(releasing.hold());
    fields.put("by", request.by());
    request.second().ifPresent(second -> fields.put("second", second));
    fields.put("principal", releasing.principal());
    fields.put("note-sha256", Sha256.of(request.note().getBytes(StandardCharsets.UTF_8)).hex());
    Map<String, String> nodes = new TreeMap<>();
    request
        .nodes()
        .forEach((node, word) -> nodes.put(node.value(), word.name().toLowerCase(Locale.ROOT)));
    fields.put(
        "nodes",
        nodes.entrySet().stream()
            .map(node -> node.getKey() + "=" + node.getValue())
            .collect(Collectors.joining(",")));
    return fields;
  }

  private static String text(Iterable<?> things) {
    StringBuilder text = new StringBuilder();
    things.forEach(each -> text.append(text.isEmpty() ? "" : ",").append(each));
    return text.toString();
  }
}
