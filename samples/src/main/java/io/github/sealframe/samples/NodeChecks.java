package io.github.sealframe.samples;

import io.github.sealframe.batchclient.BatchQuery;
import io.github.sealframe.batchclient.models.BatchNode;
import io.github.sealframe.batchclient.models.BatchPool;
import io.github.sealframe.core.Hold;
import io.github.sealframe.core.HoldKeeper;
import io.github.sealframe.core.Observation;
import io.github.sealframe.core.PoolId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks at the nodes of the live pools. */
final class NodeChecks {
  /** An agent that was not renewed for longer is old. */
  static final int AGENT_DAYS = 30;

  static final List<AuditCheck> ALL =
      List.of(
          AuditCheck.one(NodeChecks::agents, "batch-node-agent-updated"),
          AuditCheck.one(NodeChecks::hold, "hold-on-failure"));

  /** States in which a node has told of its agent. */
  private static final Set<String> WITH_AGENT = Set.of("idle", "running", "offline");

  private NodeChecks() {}

  private static Observation agents(AuditSubject subject) {
    String what = "node agents";
    List<BatchNode> nodes = new ArrayList<>();
    for (BatchPool pool : subject.pools()) {
      subject
          .services()
          .batch()
          .nodes()
          .listNodes(pool.id(), BatchQuery.ALL.select("id,state,nodeAgentInfo"))
          .filter(node -> node.state() != null && WITH_AGENT.contains(node.state().toString()))
          .forEach(nodes::add);
    }
    if (nodes.isEmpty()) {
      return subject.unseen(what, "there is no node now", "audit while nodes are there");
    }
    if (nodes.stream().anyMatch(node -> version(node).isEmpty())) {
      return subject.unseen(what, "a node does not tell its agent", "look at it in the portal");
    }
    String newest =
        nodes.stream().map(node -> version(node).get()).max(NodeChecks::compare).orElseThrow();
    Instant limit = subject.clock().instant().minus(Duration.ofDays(AGENT_DAYS));
    List<String> old =
        nodes.stream()
            .filter(
                node ->
                    compare(version(node).get(), newest) < 0
                        || node.nodeAgentInfo().lastUpdateTime().toInstant().isBefore(limit))
            .map(node -> node.id() + " has " + version(node).get())
            .toList();
    return subject.judged(
        old.isEmpty(),
        what,
        old.isEmpty()
            ? nodes.size() + " nodes have " + newest + ", from the last " + AGENT_DAYS + " days"
            : "older than "
                + newest
                + " or than "
                + AGENT_DAYS
                + " days: "
                + String.join(", ", old),
        "drain the pool to no nodes, and let it grow again");
  }

  private static Optional<String> version(BatchNode node) {
    return Optional.ofNullable(node.nodeAgentInfo())
        .filter(agent -> agent.lastUpdateTime() != null && agent.version() != null)
        .map(agent -> agent.version());
  }

  /** Number by number, and letter by letter where there are none. */
  static int compare(String a, String b) {
    return Arrays.compare(parts(a), parts(b));
  }

  private static String[] parts(String version) {
    return Arrays.stream(version.split("[.]"))
        .map(part -> part.matches("\\d{1,9}") ? "%09d".formatted(Integer.valueOf(part)) : part)
        .toArray(String[]::new);
  }

  private static Observation hold(AuditSubject subject) {
    String what = "the hold";
    Optional<Hold> hold = new HoldKeeper(subject.services().farm(), subject.clock()).standing();
    if (hold.isPresent()) {
      return subject.kept(
          what, "it stands since " + hold.get().since() + ": " + hold.get().cause().kind());
    }
    long refused =
        subject.pools().stream()
            .mapToLong(
                pool ->
                    subject.services().farm().pools().refusedNodes(new PoolId(pool.id())).size())
            .sum();
    return subject.judged(
        refused == 0,
        what,
        refused == 0
            ? "none stands, and no node was refused"
            : "none stands, though so many nodes were refused: " + refused,
        "watch the job, or submit: either puts the hold on");
  }
}
