package io.github.sealframe.samples;

import io.github.sealframe.core.HeldRefusal;
import io.github.sealframe.core.Refusal;
import io.github.sealframe.emulator.Azurite;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * One run of the model: some clients and a few mishaps, drawn by a seed, and then one client that
 * brings everything to a good end.
 */
final class HoldRun {
  private static final int FOREVER = Integer.MAX_VALUE;
  private static final int LAST_MISHAP = 120;
  private static final Duration WATCH = Duration.ofMillis(700);

  private final Random random;
  private final HeldProduction production;
  private final Turns turns;
  private final TreeMap<Integer, String> mishaps = new TreeMap<>();
  private final Map<String, HeldProduction.Event> events;

  /** One client's life, as drawn before anything happens. */
  private record Fate(String name, long seed, int life) {}

  HoldRun(Azurite azurite, Path base, long seed) throws IOException {
    random = new Random(seed);
    production = new HeldProduction(azurite, base, seed);
    turns = new Turns(new Random(random.nextLong()), this::mishap);
    events = production.events();
  }

  /**
   * What was seen.
   *
   * @param broken what may never happen, and did
   * @param history all that happened
   * @param windows from each record to the stop of each job
   */
  record Seen(List<String> broken, String history, Map<String, Duration> windows) {}

  Seen run() throws Exception {
    try (production) {
      List<String> kinds = new ArrayList<>(events.keySet());
      int count = 1 + random.nextInt(4);
      for (int i = 0; i < count; i++) {
        mishaps.put(random.nextInt(LAST_MISHAP), kinds.get(random.nextInt(kinds.size())));
      }
      int clients = 2 + random.nextInt(2);
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        Fate fate = fate("c" + i);
        turns.joined();
        boolean first = i == 0;
        threads.add(new Thread(() -> live(fate, first), fate.name()));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        thread.join(180_000);
        if (thread.isAlive()) {
          production.broken().add("client " + thread.getName() + " does not come to an end");
          List.of(thread.getStackTrace()).forEach(frame -> production.say("  " + frame));
          thread.interrupt();
          thread.join();
        }
      }
      mishaps.clear();
      turns.joined();
      try {
        production.client("last", FOREVER, turns).bringsToAnEnd();
      } catch (IOException | RuntimeException e) {
        failed("last", e);
      } finally {
        turns.left();
      }
      return new Seen(List.copyOf(production.broken()), production.history(), production.windows());
    }
  }

  private Fate fate(String name) {
    boolean dies = random.nextInt(3) != 0;
    return new Fate(name, random.nextLong(), dies ? 1 + random.nextInt(120) : FOREVER);
  }

  /** A mishap that cannot happen yet is tried again later. */
  private void mishap(int step) {
    Map.Entry<Integer, String> due = mishaps.floorEntry(step);
    if (due == null) {
      return;
    }
    mishaps.remove(due.getKey());
    try {
      boolean happened = events.get(due.getValue()).happens();
      production.say("* " + due.getValue() + (happened ? "" : ", not now"));
      if (!happened && step < LAST_MISHAP) {
        mishaps.put(step + 10, due.getValue());
      }
    } catch (IOException e) {
      throw new IllegalStateException(due.getValue(), e);
    }
  }

  private void live(Fate fate, boolean submits) {
    Random own = new Random(fate.seed());
    int life = fate.life();
    try {
      for (int again = 0; again < 3; again++) {
        String name = fate.name() + "." + again;
        try {
          HoldClient client = production.client(name, life, turns);
          if (submits && again == 0) {
            client.tries("submit", client::submit);
          }
          rounds(client, own);
          return;
        } catch (MortalFarm.Killed e) {
          production.say(name + " is killed");
          life = own.nextBoolean() ? FOREVER : 1 + own.nextInt(120);
        }
      }
    } catch (IOException | RuntimeException e) {
      failed(fate.name(), e);
    } finally {
      turns.left();
    }
  }

  private void failed(String client, Exception e) {
    StringWriter trace = new StringWriter();
    e.printStackTrace(new PrintWriter(trace));
    production.say(trace.toString());
    production.broken().add(client + " fails: " + e);
  }

  private static void rounds(HoldClient client, Random own) throws IOException {
    int count = 2 + own.nextInt(2);
    for (int round = 0; round < count; round++) {
      Optional<Refusal> refusal =
          switch (own.nextInt(4)) {
            case 0 -> client.tries("watch", () -> client.watch(WATCH));
            case 1 -> client.tries("release", () -> client.release(own));
            default -> client.tries("submit", client::submit);
          };
      if (refusal.filter(HeldRefusal.class::isInstance).isPresent() && own.nextBoolean()) {
        client.tries("release", () -> client.release(own));
      }
    }
  }
}
