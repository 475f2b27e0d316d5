package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** The options of the API that say what becomes of running tasks, read from a body. */
final class StopChoice {

  private enum Choice {
    REQUEUE,
    TERMINATE,
    TASKCOMPLETION,
    RETAINEDDATA,
    WAIT
  }

  private StopChoice() {}

  /** The reason to stop running tasks for; empty when they are to end by themselves. */
  static Optional<Stop> read(ObjectNode body, String property) {
    return switch (Body.choice(body, property, Choice.class, Choice.REQUEUE)) {
      case REQUEUE -> Optional.of(Stop.REQUEUE);
      case TERMINATE -> Optional.of(Stop.TERMINATE);
      case TASKCOMPLETION, RETAINEDDATA, WAIT -> Optional.empty();
    };
  }
}
