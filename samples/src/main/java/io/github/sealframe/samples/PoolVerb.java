package io.github.sealframe.samples;

import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.Farm;
import io.github.sealframe.core.HoldJournal;
import io.github.sealframe.core.PoolId;
import io.github.sealframe.core.PoolRecycle;
import io.github.sealframe.core.PoolRemoval;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.ProductionPools.OwnPool;
import io.github.sealframe.core.RenderEvent;
import io.github.sealframe.core.RenderJournal;
import io.github.sealframe.core.RenderPlan;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The production's pools. */
@Command(
    name = "pool",
    description = "The production's pools.",
    mixinStandardHelpOptions = true,
    subcommands = {
      PoolVerb.Ensure.class,
      PoolVerb.Status.class,
      PoolVerb.Recycle.class,
      PoolVerb.Delete.class
    })
final class PoolVerb implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "there is no verb");
  }

  private static PoolId parse(String pool, String tried) {
    try {
      return new PoolId(pool);
    } catch (IllegalArgumentException e) {
      throw new ConfigurationRefusal(
          tried, "the pool", "`" + pool + "` is no pool's id", "see `pool status`");
    }
  }

  /** Makes one ahead of a submission. */
  @Command(
      name = "ensure",
      description = {
        "Does what `submit` does, but for the job: sends the packages, and makes the pool, or",
        "compares it when it is there. `submit` with the same words then finds its nodes ready."
      },
      mixinStandardHelpOptions = true)
  static final class Ensure implements Callable<Integer> {
    @Mixin private Output output;
    @Mixin private FarmOptions options;
    @Mixin private RenderOptions render;

    @Override
    public Integer call() throws IOException {
      output.note("reading the scene and hashing the packages");
      RenderPlan plan = render.plan(options.goingOn(), output);
      Progress progress = output.progress();
      AtomicBoolean created = new AtomicBoolean();
      try (OpenFarm open = options.openRunning()) {
        Consumer<RenderEvent> listener =
            new RenderJournal(open.journal(), plan.record())
                .andThen(progress)
                .andThen(event -> noteCreated(event, created));
        open.submitter(listener).makePool(plan);
        open.settle(output::warn);
      } finally {
        progress.end();
      }
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("pool", plan.pool().id().value());
      document.put("created", created.get());
      document.put("target", plan.pool().nodes());
      output.result(
          render.marked(document),
          String.format(
              "pool %s %s, and aims at %d nodes",
              plan.pool().id(),
              created.get() ? "was made" : "is there and as planned",
              plan.pool().nodes()));
      return ExitCode.DONE;
    }

    private static void noteCreated(RenderEvent event, AtomicBoolean created) {
      if (event instanceof RenderEvent.PoolReady ready) {
        created.set(ready.created());
      }
    }
  }

  /** Shows them. */
  @Command(
      name = "status",
      description = "Tells which pools the production has, and how many nodes.",
      mixinStandardHelpOptions = true)
  static final class Status implements Callable<Integer> {
    @Mixin private Output output;
    @Mixin private FarmOptions options;

    @Override
    public Integer call() throws IOException {
      Farm farm = options.look();
      List<Map<String, Object>> pools =
          farm.ownPools().pools(options.production().code()).stream()
              .map(Status::document)
              .toList();
      output.result(
          Map.of("pools", pools),
          pools.isEmpty()
              ? "there is no pool"
              : pools.stream().map(Status::text).collect(Collectors.joining("\n")));
      return ExitCode.DONE;
    }

    private static Map<String, Object> document(OwnPool pool) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("pool", pool.id().value());
      document.put("state", pool.state());
      document.put("allocation", pool.allocation());
      document.put("nodes", pool.currentNodes());
      document.put("target", pool.targetNodes());
      return document;
    }

    private static String text(Map<String, Object> document) {
      return String.format(
          "pool %s, %s, %s: %s nodes of %s",
          document.get("pool"),
          document.get("state"),
          document.get("allocation"),
          document.get("nodes"),
          document.get("target"));
    }
  }

  /** Makes the nodes anew. */
  @Command(
      name = "recycle",
      description = {
        "Takes a pool to no nodes and back, so that each node gets the newest Batch agent.",
        "Saves what the nodes said first; tasks that run end before their node goes."
      },
      mixinStandardHelpOptions = true)
  static final class Recycle implements Callable<Integer> {
    @Mixin private Output output;
    @Mixin private FarmOptions options;

    @Parameters(paramLabel = "POOL", description = "The pool's id.")
    private String pool;

    @Option(
        names = "--nodes",
        paramLabel = "N",
        description = "How many nodes it gets back (default: as many as it aims at now).")
    private Integer nodes;

    @Option(
        names = "--timeout",
        paramLabel = "DURATION",
        defaultValue = "12h",
        converter = Durations.class,
        description = "How long to wait for the nodes to go, and to come (${DEFAULT-VALUE}).")
    private Duration timeout;

    @Override
    public Integer call() throws IOException {
      PoolId id = parse(pool, "recycle");
      if (nodes != null && nodes < 1) {
        throw new ConfigurationRefusal(
            "recycle", "pool " + id, "--nodes is less than 1", "take 1 or more");
      }
      try (OpenFarm open = options.openRunning()) {
        ProductionCode code = open.production().code();
        output.note("saving logs, then waiting for tasks to end and nodes to go");
        PoolRecycle.Recycled recycled =
            new PoolRecycle(
                    open.farm(), code, Clock.systemUTC(), timeout, new HoldJournal(open.journal()))
                .recycle(id, nodes == null ? OptionalInt.empty() : OptionalInt.of(nodes));
        Map<String, String> line = new LinkedHashMap<>();
        line.put("pool", id.value());
        line.put("nodes", Integer.toString(recycled.nodes()));
        line.put("agents", String.join(" ", new TreeSet<>(recycled.agents())));
        open.journal().append("pool-recycled", line);
        open.settle(output::warn);
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("pool", id.value());
        document.put("nodes", recycled.nodes());
        document.put("agents", new TreeSet<>(recycled.agents()));
        document.put("saved", recycled.saved());
        output.result(document, text(recycled));
        return ExitCode.DONE;
      }
    }

    private static String text(PoolRecycle.Recycled recycled) {
      StringBuilder text = new StringBuilder();
      recycled.saved().forEach(line -> text.append("saved ").append(line).append('\n'));
      return text.append("pool ")
          .append(recycled.pool())
          .append(" has ")
          .append(recycled.nodes())
          .append(" new nodes, with agent ")
          .append(String.join(" and ", new TreeSet<>(recycled.agents())))
          .toString();
    }
  }

  /** Removes one. */
  @Command(
      name = "delete",
      description = "Deletes a pool in which no job runs, and waits until it is gone.",
      mixinStandardHelpOptions = true)
  static final class Delete implements Callable<Integer> {
    @Mixin private Output output;
    @Mixin private FarmOptions options;

    @Parameters(paramLabel = "POOL", description = "The pool's id.")
    private String pool;

    @Option(
        names = "--timeout",
        paramLabel = "DURATION",
        defaultValue = "30m",
        converter = Durations.class,
        description = "How long to wait until it is gone (default: ${DEFAULT-VALUE}).")
    private Duration timeout;

    @Override
    public Integer call() throws IOException {
      PoolId id = parse(pool, "delete");
      try (OpenFarm open = options.openRunning()) {
        new PoolRemoval(
                open.farm(),
                open.production().code(),
                Clock.systemUTC(),
                timeout,
                new HoldJournal(open.journal()))
            .remove(id);
        open.journal().append("pool-deleted", Map.of("pool", id.value()));
        open.settle(output::warn);
        output.result(Map.of("pool", id.value()), "deleted pool " + id);
        return ExitCode.DONE;
      }
    }
  }
}
