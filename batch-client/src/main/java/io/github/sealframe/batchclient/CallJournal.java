package io.github.sealframe.batchclient;

import io.github.sealframe.core.Journal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes into a journal what was asked of the Batch account or of the key vault to change
 * something, which secrets were read, and what was refused, each with the service's id of the
 * request: by that id the service's own diagnostic log tells the same. What was only read, as each
 * look of a watch, is left out when it went well; a secret that was read is not.
 *
 * <p>Thread-safe. Throws {@link UncheckedIOException} when a line cannot be written; the client
 * only logs that, since the operation has ended. Whoever has to stop then writes into the same
 * journal, as {@link io.github.sealframe.core.RenderJournal} does.
 *
 * @param journal where to; stays open
 */
public record CallJournal(Journal journal) implements Consumer<ServiceCall> {
  private static final int NOT_FOUND = 404;

  @Override
  public void accept(ServiceCall call) {
    boolean isAnswer = call.isDone() || call.answer().status() == NOT_FOUND;
    boolean isSecret = call.answer().operation().equals(ServiceCall.SECRET_READ);
    if (call.isRead() && isAnswer && !isSecret) {
      return;
    }
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("operation", call.answer().operation());
    fields.put("on", call.on());
    fields.put("done", Boolean.toString(call.isDone()));
    fields.put("status", Integer.toString(call.answer().status()));
    fields.put("code", call.answer().code());
    fields.put("request", call.answer().requestId());
    fields.put("attempts", Integer.toString(call.attempts()));
    fields.put("ms", Long.toString(call.took().toMillis()));
    try {
      journal.append("service-call", fields);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
