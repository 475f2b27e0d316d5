package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Optional;

/**
 * A run of the release task of a job on one node.
 *
 * @param directory below the node's root
 * @param outcome empty while it runs
 */
record Release(String directory, Instant started, Optional<Outcome> outcome) {

  Release ended(Outcome how) {
    return new Release(directory, started, Optional.of(how));
  }

  ObjectNode toJson(Node node) {
    ObjectNode info = Answer.object();
    info.put("state", outcome.isEmpty() ? "running" : "completed");
    info.put("startTime", Times.wire(started));
    outcome.ifPresent(how -> how.writeTo(info));
    info.put("taskRootDirectory", directory);
    info.put("taskRootDirectoryUrl", node.url() + "/files/" + directory);
    return info;
  }
}
