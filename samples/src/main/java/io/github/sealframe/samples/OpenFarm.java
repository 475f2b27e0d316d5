package io.github.sealframe.samples;

import io.github.sealframe.batchclient.ServiceCall;
import io.github.sealframe.core.Farm;
import io.github.sealframe.core.JournalHead;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.ProductionJournal;
import io.github.sealframe.core.RenderEvent;
import io.github.sealframe.core.SecretName;
import io.github.sealframe.core.Submitter;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A production and its services, connected.
 *
 * @param production the production
 * @param farm its services
 * @param journal of what is done for the production
 * @param calls writes calls to the Batch account into that journal
 * @param sources from where its storage is reached; empty when nobody can tell, as on an emulator
 * @param own the emulator that was started for this run; empty when it is somebody else's, or Azure
 */
record OpenFarm(
    Production production,
    Farm farm,
    ProductionJournal journal,
    Consumer<ServiceCall> calls,
    Optional<StorageSources> sources,
    Optional<LocalServices> own)
    implements AutoCloseable {

  /** Whether jobs end with this process. */
  boolean endsWithThisRun() {
    return own.isPresent();
  }

  /**
   * Carries plans out.
   *
   * @throws PolicyRefusal when any address may reach its storage
   */
  Submitter submitter(Consumer<RenderEvent> listener) {
    sources.ifPresent(StorageSources::refuseOpen);
    return new Submitter(farm, production.gate(), Clock.systemUTC(), listener);
  }

  /**
   * Warns of secrets that are to be made anew, and sends what is left of the journal, at the end of
   * what went well.
   *
   * @param warn told of such secrets, and when storage is away
   * @return how far it has come in the control container; `none` when it never came there
   */
  String settle(Consumer<String> warn) throws IOException {
    for (Map.Entry<SecretName, Instant> due : farm.secrets().rotationDue().entrySet()) {
      warn.accept(SecretAge.warning(due.getKey(), due.getValue()));
      Map<String, String> line = new LinkedHashMap<>();
      line.put("secret", due.getKey().value());
      line.put("made", due.getValue().toString());
      journal.append("secret-old", line);
    }
    if (journal.trySend().isEmpty()) {
      warn.accept(
          "the journal's last lines stay on this machine, since storage is away: the next verb"
              + " sends them");
    }
    return journal.head().map(JournalHead::toString).orElse("none");
  }

  @Override
  public void close() throws IOException {
    journal.close();
    if (own.isPresent()) {
      own.get().close();
      Files.deleteIfExists(production.journalFile(own.map(LocalServices::endpoints)));
    }
  }
}
