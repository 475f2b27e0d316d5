package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Decides where the faults of a plan happen. Thread-safe.
 *
 * <p>A chance comes from the seed, the rule, the place and how often that place was met, and from
 * nothing else: not from the order in which threads come by.
 */
final class FaultSource {

  private static final double TWO_TO_53 = 1L << 53;

  /** A rule at work. Guarded by itself. */
  private static final class Running {
    private final FaultPlan.Rule rule;
    private final Map<String, Integer> met = new HashMap<>();
    private int places;
    private int happened;

    Running(FaultPlan.Rule rule) {
      this.rule = rule;
    }
  }

  private record State(FaultPlan plan, List<Running> rules, int replacements) {}

  private volatile State state;

  FaultSource(FaultPlan plan) {
    state = stateOf(plan, 0);
  }

  private static State stateOf(FaultPlan plan, int replacements) {
    return new State(plan, plan.rules().stream().map(Running::new).toList(), replacements);
  }

  /** From now on another plan holds, from its beginning. */
  synchronized void replace(FaultPlan plan) {
    state = stateOf(plan, state.replacements() + 1);
  }

  /** How many plans there were before this one. */
  int replacements() {
    return state.replacements();
  }

  /**
   * The fault of a kind that happens in a place now, if one does.
   *
   * @param applies which faults of that kind can happen there at all
   * @param place what chances go by; the same place met again has a chance of its own
   * @param names what a rule may call the place
   */
  <F extends Fault> Optional<F> draw(
      Class<F> kind, Predicate<F> applies, String place, String... names) {
    State now = state;
    for (int i = 0; i < now.rules().size(); i++) {
      Running running = now.rules().get(i);
      FaultPlan.Rule rule = running.rule;
      if (kind.isInstance(rule.fault())
          && applies.test(kind.cast(rule.fault()))
          && List.of(names).stream().anyMatch(rule::isOn)
          && happens(running, now.plan().seed(), i, place)) {
        return Optional.of(kind.cast(rule.fault()));
      }
    }
    return Optional.empty();
  }

  private static boolean happens(Running running, long seed, int number, String place) {
    synchronized (running) {
      FaultPlan.Rule rule = running.rule;
      if (running.places++ < rule.skip() || running.happened >= rule.limit()) {
        return false;
      }
      if (rule.chance() < 1) {
        int time = running.met.merge(place, 1, Integer::sum);
        if (fraction(seed + "\n" + number + "\n" + time + "\n" + place) >= rule.chance()) {
          return false;
        }
      }
      running.happened++;
      return true;
    }
  }

  /** A number from 0 up to 1 that looks random and follows from the text. */
  private static double fraction(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return (ByteBuffer.wrap(digest).getLong() >>> 11) / TWO_TO_53;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }

  /** The plan, and how often each of its rules has come true. */
  ObjectNode toJson() {
    State now = state;
    ObjectNode json = now.plan().toJson();
    ArrayNode happened = json.putArray("happened");
    for (Running running : now.rules()) {
      synchronized (running) {
        happened.add(running.happened);
      }
    }
    return json;
  }
}
