package io.github.sealframe.samples;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;

/**
 * Lets one of several clients make its next request, drawn by lot: the requests of a run have one
 * order, which follows from a seed as far as the clients come to ask at the same moments.
 */
final class Turns {
  /** So long the others may take to come, before the lot is drawn among those who are there. */
  private static final long GATHER_NANOS = 3_000_000;

  private final Random lot;
  private final IntConsumer before;
  private final List<Waiting> waiting = new ArrayList<>();
  private int clients;
  private Waiting drawn;
  private boolean taken;
  private int step;

  /**
   * @param before called with the number of each turn before it is used, by the thread whose it is
   */
  Turns(Random lot, IntConsumer before) {
    this.lot = lot;
    this.before = before;
  }

  private static final class Waiting {
    private final String client;
    private final long since = System.nanoTime();

    Waiting(String client) {
      this.client = client;
    }
  }

  /** One client more that may ask. */
  synchronized void joined() {
    clients++;
  }

  /** One client less. */
  synchronized void left() {
    clients--;
    notifyAll();
  }

  /** How many turns there were. */
  synchronized int step() {
    return step;
  }

  /** Waits for a turn; {@link #end} gives it back, which a mishap before it does by itself. */
  void begin(String client) {
    int number;
    synchronized (this) {
      Waiting mine = new Waiting(client);
      waiting.add(mine);
      notifyAll();
      try {
        while (taken || !gathered() || drawn() != mine) {
          wait(2);
        }
        taken = true;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      } finally {
        waiting.remove(mine);
        drawn = drawn == mine ? null : drawn;
      }
      number = ++step;
    }
    try {
      before.accept(number);
    } catch (RuntimeException | Error e) {
      end();
      throw e;
    }
  }

  private Waiting drawn() {
    if (drawn == null) {
      List<Waiting> all = new ArrayList<>(waiting);
      all.sort(Comparator.comparing(one -> one.client));
      drawn = all.get(lot.nextInt(all.size()));
      notifyAll();
    }
    return drawn;
  }

  private boolean gathered() {
    return drawn != null
        || waiting.size() >= clients
        || System.nanoTime() - waiting.get(0).since >= GATHER_NANOS;
  }

  /** Gives a turn back. */
  synchronized void end() {
    taken = false;
    notifyAll();
  }
}
