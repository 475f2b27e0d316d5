package io.github.sealframe.batchclient.internal;

import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.core.BlobStore;
import io.github.sealframe.core.DenyList;
import io.github.sealframe.core.Journal;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.ProductionJournal;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Map;

/** Writes lines and sends them until it is killed. Prints each head of the production's journal. */
final class JournalSender {
  private JournalSender() {}

  /**
   * Writes until it is killed.
   *
   * @param args the blob endpoint, the production's code, the machine's journal
   */
  public static void main(String[] args) throws IOException {
    ProductionCode production = new ProductionCode(args[1]);
    BlobStore blobs =
        new Connections(
                URI.create("http://127.0.0.1:1"),
                URI.create(args[0]),
                production,
                Clock.systemUTC(),
                Resilience.standard(),
                call -> {})
            .withKeys(Wire.ACCOUNT, Wire.KEY, Azurite.ACCOUNT, Azurite.KEY)
            .farm()
            .blobs();
    try (Journal local =
        Journal.open(
            Path.of(args[2]), production, DenyList.none(), Clock.systemUTC(), new SecureRandom())) {
      ProductionJournal journal = new ProductionJournal(local, blobs, Clock.systemUTC());
      while (true) {
        local.append("frame-saved", Map.of("frame", "1"));
        System.out.println(journal.send());
      }
    }
  }
}
