package io.github.sealframe.batchclient.internal;

import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.core.BlobStore;
import io.github.sealframe.core.DenyList;
import io.github.sealframe.core.Journal;
import io.github.sealframe.core.JournalHead;
import io.github.sealframe.core.JournalSegments;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.ProductionJournal;
import io.github.sealframe.core.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes the lines of many frames, sends them to Azurite as a download does, and proves both
 * journals. Prints times, bytes, and the bytes that went over the line.
 */
final class JournalBenchmark {
  private JournalBenchmark() {}

  /**
   * Prints how fast it is.
   *
   * @param args how many frames: a million when it is left out
   */
  public static void main(String[] args) throws Exception {
    int frames = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    Path folder = Files.createTempDirectory("journal-benchmark-");
    SecureRandom random = new SecureRandom();
    ProductionCode production = ProductionCode.random(random);
    Path file = folder.resolve("journal");
    try (Azurite azurite = Azurite.start(folder);
        Relay relay = new Relay(azurite.endpoint())) {
      BlobStore blobs =
          new Connections(
                  URI.create("http://127.0.0.1:1"),
                  relay.endpoint(),
                  production,
                  Clock.systemUTC(),
                  Resilience.standard(),
                  call -> {})
              .withKeys(Wire.ACCOUNT, Wire.KEY, Azurite.ACCOUNT, Azurite.KEY)
              .farm()
              .blobs();
      blobs.createContainers();
      relay.sent();
      try (Journal local =
          Journal.open(file, production, DenyList.none(), Clock.systemUTC(), random)) {
        ProductionJournal journal = new ProductionJournal(local, blobs, Clock.systemUTC());
        long begin = System.nanoTime();
        for (int i = 0; i < frames; i++) {
          local.append("frame-saved", frame(production, i));
          journal.sendWhenDue();
        }
        journal.send();
        print("write and send", begin);
      }
      System.out.printf("sent             %,d bytes%n", relay.sent());
      System.out.printf("local file       %,d bytes%n", Files.size(file));
      long begin = System.nanoTime();
      List<JournalHead> sent = Journal.verify(file, List.of()).sent();
      print("prove the local one", begin);
      begin = System.nanoTime();
      ProductionJournal.Proved proved = ProductionJournal.verify(JournalSegments.in(blobs), sent);
      print("prove the production's", begin);
      System.out.printf(
          "lines            %,d in %,d segments%n", proved.head().lines(), proved.segments());
      begin = System.nanoTime();
      try (Journal local =
          Journal.open(file, production, DenyList.none(), Clock.systemUTC(), random)) {
        local.append("x", Map.of());
        new ProductionJournal(local, blobs, Clock.systemUTC()).send();
      }
      print("open it again and send a line", begin);
    }
  }

  private static Map<String, String> frame(ProductionCode production, int frame)
      throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("job", production + "-0123456789abcdef");
    fields.put("frame", Integer.toString(frame));
    fields.put("task", "00001-" + frame);
    fields.put("digest", Sha256.of(new byte[] {(byte) frame}).hex());
    fields.put("fetched", "true");
    return fields;
  }

  private static void print(String what, long begin) {
    System.out.printf("%s: %.1f s%n", what, (System.nanoTime() - begin) / 1e9);
  }
}
