package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.sealframe.core.HeldRefusal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens between two requests of a client. */
@Tag("hold-on-failure")
@Timeout(120)
class HoldMeanwhileIT {
  private static final int FOREVER = Integer.MAX_VALUE;

  @TempDir private Path folder;

  /** What happens before each request. */
  @FunctionalInterface
  private interface Before {
    void request(String call) throws IOException;
  }

  /** What is done with a production whose tasks run. */
  @FunctionalInterface
  private interface Deed {
    void does(HeldProduction production) throws IOException;
  }

  private void inAProduction(long seed, Deed deed) throws Exception {
    try (TemporaryFolder base = HeldProduction.makePackages();
        Lanes lanes = new Lanes(folder)) {
      lanes
          .run(
              azurite -> {
                try (HeldProduction production = new HeldProduction(azurite, base.path(), seed)) {
                  client(production, "first", call -> {}).submit();
                  deed.does(production);
                  client(production, "last", call -> {}).bringsToAnEnd();
                  assertThat(production.broken()).as(production.history()).isEmpty();
                }
              })
          .get();
    }
  }

  private static HoldClient client(HeldProduction production, String name, Before before)
      throws IOException {
    Turns turns = new Turns(new Random(0), step -> {});
    turns.joined();
    return production.client(
        name,
        FOREVER,
        turns,
        new MortalFarm.Observer() {
          @Override
          public void asks(String client, String call, Object[] given) throws IOException {
            before.request(call);
            production.asks(client, call, given);
          }

          @Override
          public void answered(String client, String call, Object[] given, Object answer) {
            production.answered(client, call, given, answer);
          }
        });
  }

  @Test
  void theStepsOfAHoldComeInTheirOrder() throws Exception {
    inAProduction(
        3000,
        production -> {
          production.events().get("unusable */0").happens();
          await().atMost(Duration.ofSeconds(20)).until(production::hasBadNode);
          List<String> calls = new ArrayList<>();
          HoldClient second = client(production, "second", calls::add);

          second.tries("watch", () -> second.watch(Duration.ofSeconds(20)));

          calls.removeIf(
              call -> !call.matches(".*(write|disable|stop|putIfAbsent|saveAgentLogs).*"));
          assertThat(new LinkedHashSet<>(calls))
              .containsExactly(
                  "HoldRecords.write",
                  "Jobs.disable",
                  "Pools.stopGrowing",
                  "Pools.stopScheduling",
                  "BlobStore.putIfAbsent",
                  "Pools.saveAgentLogs");
          assertThat(calls).endsWith("HoldRecords.write");
        });
  }

  /** A node that was told to send its logs sends them later, and has to be there until then. */
  @Test
  void aNodeIsRemovedWhenItsLogsHaveCome() throws Exception {
    inAProduction(
        3003,
        production -> {
          production.events().get("pool changed").happens();
          HoldClient watcher = client(production, "watcher", call -> {});
          watcher.tries("watch", () -> watcher.watch(Duration.ofSeconds(20)));
          production.heal();
          List<String> calls = new ArrayList<>();
          HoldClient person = client(production, "person", calls::add);

          assertThat(person.tries("release", () -> person.release(new Random(0)))).isEmpty();

          assertThat(calls)
              .containsSubsequence(
                  "Pools.saveAgentLogs",
                  "Pools.saveAgentLogs",
                  "BlobStore.list",
                  "BlobStore.list",
                  "HoldRecords.write",
                  "Pools.removeNodes",
                  "HoldRecords.write");
        });
  }

  /** The third task refuses its package, on a node that comes free before the job is looked at. */
  @Test
  void aJobThatTheServiceStopsWhileItIsSubmittedAgainIsNotLetGoOn() throws Exception {
    inAProduction(
        3001,
        production -> {
          HoldClient again =
              client(
                  production,
                  "again",
                  call -> {
                    if (call.equals("Jobs.createJob")) {
                      production.events().get("task refuses").happens();
                      production.letTasksEnd();
                      await()
                          .atMost(Duration.ofSeconds(20))
                          .until(() -> !production.hasActiveJob());
                    }
                  });

          assertThat(again.tries("submit", again::submit)).get().isInstanceOf(HeldRefusal.class);

          assertThat(production.hasActiveJob()).isFalse();
        });
  }

  /** Saving what nodes have to say takes its time. */
  @Test
  void aPoolThatIsHeldWhileItIsRecycledKeepsItsNodes() throws Exception {
    inAProduction(
        3002,
        production -> {
          List<String> calls = new ArrayList<>();
          HoldClient watcher = client(production, "watcher", call -> {});
          HoldClient keeper =
              client(
                  production,
                  "keeper",
                  call -> {
                    if (call.equals("Pools.saveAgentLogs") && !calls.contains(call)) {
                      production.events().get("pool changed").happens();
                      watcher.tries("watch", () -> watcher.watch(Duration.ofSeconds(20)));
                    }
                    calls.add(call);
                  });

          assertThat(keeper.tries("recycle", keeper::recycle))
              .get()
              .isInstanceOf(HeldRefusal.class);

          assertThat(calls).doesNotContain("ProductionPools.drain", "Pools.resize");
        });
  }
}
