package io.github.sealframe.core;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Copies what nodes attest into the evidence container while they live: a StartTask has no outputs
 * in Batch, and what tasks copy passes through hands that ran a scene. Each attestation is read
 * once for each node and package. One that is not there yet is asked for again after pauses that
 * double, so that the number of requests follows nodes and time, never tasks. Nothing that cannot
 * be read stops a job: the listener is told. Not thread-safe.
 */
final class AttestationKeeper {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private final Farm farm;
  private final Clock clock;
  private final Consumer<RenderEvent> listener;
  private final PoolId pool;
  private final List<Sha256> pins;
  private final Set<Place> done = new HashSet<>();
  private final Map<Place, Wait> waits = new HashMap<>();

  /**
   * @param plan names the pool and the packages
   */
  AttestationKeeper(Farm farm, Clock clock, Consumer<RenderEvent> listener, PlanRecord plan) {
    this.farm = farm;
    this.clock = clock;
    this.listener = listener;
    this.pool = plan.pool();
    this.pins = List.of(plan.renderer(), plan.scene());
  }

  private record Place(NodeId node, Sha256 pin) {}

  private record Wait(Instant until, Duration pause) {}

  /** Keeps what is there by now; to be called when something changed. */
  void keep() throws IOException {
    for (NodeId node : farm.pools().readyNodes(pool)) {
      for (Sha256 pin : pins) {
        Place place = new Place(node, pin);
        Wait wait = waits.get(place);
        if (!done.contains(place)
            && (wait == null || !clock.instant().isBefore(wait.until()))
            && !keep(place)) {
          Duration pause = wait == null ? FIRST_PAUSE : wait.pause().multipliedBy(2);
          waits.put(place, new Wait(clock.instant().plus(pause), pause));
        }
      }
    }
  }

  /** Asks once more for all that was not there, and tells what there never was. */
  void keepLast() throws IOException {
    waits.replaceAll((place, wait) -> new Wait(Instant.MIN, wait.pause()));
    keep();
    for (Place place : waits.keySet()) {
      if (!done.contains(place)) {
        told(place, "it cannot be read: the node ran no task of this job, or has left");
      }
    }
  }

  private boolean keep(Place place) throws IOException {
    String path = Attestation.onNode(place.pin());
    try {
      Optional<String> text =
          farm.pools().nodeFile(pool, place.node(), path, Attestation.MAX_BYTES);
      if (text.isPresent()) {
        keep(place, text.get());
        done.add(place);
      }
    } catch (Refusal e) {
      // A copy less is no reason to stop a render: it is asked for again, and told at the end.
    }
    return done.contains(place);
  }

  private void keep(Place place, String text) throws IOException {
    Attestation attestation;
    try {
      attestation = Attestation.parse(text);
    } catch (IllegalArgumentException e) {
      told(place, e.getMessage());
      return;
    }
    if (!attestation.pin().equals(place.pin())
        || !attestation.node().equals(place.node())
        || !attestation.pool().equals(pool)) {
      told(place, "it tells of another package, node or pool");
      return;
    }
    BlobRef blob = attestation.evidence();
    farm.blobs().putIfAbsent(blob, Content.of(text));
    listener.accept(
        new RenderEvent.AttestationSaved(place.node(), place.pin(), blob, attestation.digest()));
  }

  private void told(Place place, String why) {
    listener.accept(new RenderEvent.AttestationMissing(place.node(), place.pin(), why));
  }
}
