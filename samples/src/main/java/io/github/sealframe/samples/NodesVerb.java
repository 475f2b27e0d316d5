package io.github.sealframe.samples;

import io.github.sealframe.core.Farm;
import io.github.sealframe.core.ProductionPools.OwnNode;
import io.github.sealframe.core.ProductionPools.OwnPool;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells what nodes the production has. */
@Command(
    name = "nodes",
    description = "Tells what nodes the production's pools have, and the agent on each.",
    mixinStandardHelpOptions = true)
final class NodesVerb implements Callable<Integer> {
  @Mixin private Output output;
  @Mixin private FarmOptions options;

  @Override
  public Integer call() throws IOException {
    Farm farm = options.look();
    List<Map<String, Object>> nodes = new ArrayList<>();
    for (OwnPool pool : farm.ownPools().pools(options.production().code())) {
      farm.ownPools().nodes(pool.id()).forEach(node -> nodes.add(document(pool, node)));
    }
    output.result(
        Map.of("nodes", nodes),
        nodes.isEmpty()
            ? "there are no nodes"
            : nodes.stream().map(NodesVerb::text).collect(Collectors.joining("\n")));
    return ExitCode.DONE;
  }

  private static Map<String, Object> document(OwnPool pool, OwnNode node) {
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("node", node.id().value());
    document.put("pool", pool.id().value());
    document.put("state", node.state());
    document.put("since", node.since().toString());
    node.agent().ifPresent(version -> document.put("agent", version));
    node.agentSince().map(Instant::toString).ifPresent(at -> document.put("agentSince", at));
    document.put("errors", node.errors());
    return document;
  }

  private static String text(Map<String, Object> document) {
    return String.format(
        "node %s of pool %s, %s since %s, agent %s since %s",
        document.get("node"),
        document.get("pool"),
        document.get("state"),
        document.get("since"),
        document.getOrDefault("agent", "unknown"),
        document.getOrDefault("agentSince", "unknown"));
  }
}
