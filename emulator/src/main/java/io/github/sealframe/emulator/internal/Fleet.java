package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings nodes into pools, starts and restarts them, and takes them out. Under the account's lock,
 * but for its threads.
 */
final class Fleet implements NodeFaults.Fates {

  private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);

  /**
   * How nodes are made.
   *
   * @param root folder of all pools
   * @param creation how long a new node takes to come
   * @param beforeStartTask called with the node's folder each time before its StartTask
   * @param groups in which the nodes' processes are
   */
  record NodeMaking(
      Path root, Duration creation, Consumer<Path> beforeStartTask, NodeGroups groups) {}

  /** What a restart does to a node's disk. */
  enum Restart {
    REBOOT,
    REIMAGE
  }

  private final Account account;
  private final NodeThreads threads;
  private final Dispatcher dispatcher;
  private final NodeCommands commands;
  private final NodeMaking making;
  private final NodeFaults faults;
  private final Set<Path> poolFolders = ConcurrentHashMap.newKeySet();

  Fleet(
      Account account,
      NodeThreads threads,
      Dispatcher dispatcher,
      NodeCommands commands,
      NodeMaking making,
      NodeFaults faults) {
    this.account = account;
    this.threads = threads;
    this.dispatcher = dispatcher;
    this.commands = commands;
    this.making = making;
    this.faults = faults;
  }

  /** The folders of all pools that ever had a node. */
  Set<Path> poolFolders() {
    return poolFolders;
  }

  /** Makes the pool have the number of nodes it is to have. */
  void allocate(Pool pool, Optional<Stop> running) {
    pool.allocation().to(AllocationState.RESIZING, account.now());
    pool.clearResizeErrors();
    faults.change(pool);
    for (boolean dedicated : List.of(true, false)) {
      long missing = pool.target().of(dedicated) - pool.nodesOf(dedicated);
      long coming = missing > 0 ? allocated(pool, dedicated, missing) : 0;
      for (long i = 0; i < coming; i++) {
        create(pool, dedicated);
      }
      if (missing < 0) {
        // Batch chooses which nodes go; one that works is the last.
        pool.nodes().all().stream()
            .filter(node -> node.dedicated() == dedicated)
            .sorted(Comparator.comparing(node -> node.state().is(NodeState.RUNNING)))
            .limit(-missing)
            .toList()
            .forEach(node -> remove(node, running));
      }
    }
    pool.settle(account.now());
  }

  private long allocated(Pool pool, boolean dedicated, long missing) {
    Optional<Fault.Allocation> fault = faults.allocation(pool, dedicated);
    fault.ifPresent(failed -> pool.resizeError(failed.code(), failed.message()));
    return fault.map(failed -> Math.min(missing, failed.nodes())).orElse(missing);
  }

  private void create(Pool pool, boolean dedicated) {
    String id =
        NodeFolders.NAME_PREFIX
            + UUID.randomUUID().toString().replace("-", "")
            + (dedicated ? "_d" : "_p");
    NodeFolders folders = new NodeFolders(making.root().resolve(pool.id()).resolve(id));
    poolFolders.add(folders.root().getParent());
    Node node = new Node(pool, id, dedicated, folders, account.now());
    pool.nodes().add(id, node);
    pool.nodePending();
    threads.later(
        making.creation(),
        () -> {
          if (node.state().is(NodeState.CREATING)) {
            pool.nodeSettled(account.now());
            boot(node, () -> {});
          }
        });
  }

  private void boot(Node node, NodeThreads.Work before) {
    Instant now = account.now();
    node.state().to(NodeState.STARTING, now);
    node.booted(now);
    node.packages(commands.packages(node));
    List<ApplicationPackage> packages = node.packages();
    threads.start(
        node,
        () -> {
          before.run();
          node.folders().create();
          making.groups().make(node.id());
          for (ApplicationPackage one : packages) {
            one.unpack();
          }
          making.beforeStartTask().accept(node.folders().root());
          account.locked(() -> started(node));
        },
        dispatcher::unusable);
  }

  private void started(Node node) {
    if (!node.state().is(NodeState.STARTING)) {
      return;
    }
    faults.hinder(node);
    Optional<ObjectNode> startTask = node.pool().startTask().map(ObjectNode::deepCopy);
    if (startTask.isEmpty() || !waits(startTask.get())) {
      ready(node);
    } else {
      node.state().to(NodeState.WAITINGFORSTARTTASK, account.now());
    }
    startTask.ifPresent(
        spec -> {
          node.startTask(spec);
          runStartTask(node, spec, 0);
        });
  }

  private void ready(Node node) {
    node.state().to(NodeState.IDLE, account.now());
    node.settle(account.now());
    dispatcher.changed(node);
    faults.await(node, this);
  }

  private static boolean waits(ObjectNode startTask) {
    return Body.flag(startTask, "waitForSuccess", true);
  }

  private void runStartTask(Node node, ObjectNode body, int retry) {
    CommandSpec spec = CommandSpec.ofStartTask(body);
    CommandRun run = commands.startTask(node, spec);
    Instant now = account.now();
    ObjectNode info =
        Answer.object()
            .put("state", "running")
            .put("startTime", Times.wire(now))
            .put("retryCount", retry);
    if (retry > 0) {
      info.put("lastRetryTime", Times.wire(now));
    }
    node.startTaskInfo(info);
    node.upkeep().add(run);
    threads.start(
        node,
        () -> {
          Outcome outcome = run.run();
          account.locked(
              () -> {
                node.upkeep().remove(run);
                startTaskEnded(node, body, spec, retry, outcome, info);
              });
        },
        dispatcher::unusable);
  }

  private void startTaskEnded(
      Node node, ObjectNode body, CommandSpec spec, int retry, Outcome outcome, ObjectNode info) {
    boolean waiting = node.state().is(NodeState.WAITINGFORSTARTTASK);
    boolean working = node.state().is(NodeState.IDLE) || node.state().is(NodeState.RUNNING);
    info.put("state", "completed");
    outcome.writeTo(info);
    node.log()
        .add(
            account.now(),
            "StartTask ended: "
                + info.path("result").asText()
                + outcome.failure().map(failure -> ", " + failure.message()).orElse(""));
    if (outcome.retryable()
        && (spec.retries() < 0 || retry < spec.retries())
        && (waiting || working)) {
      runStartTask(node, body, retry + 1);
    } else if (waiting && outcome.successful()) {
      ready(node);
    } else if (waiting) {
      node.state().to(NodeState.STARTTASKFAILED, account.now());
      dispatcher.changed(node);
    }
  }

  /**
   * Restarts a node that works; its StartTask runs again.
   *
   * @param running what becomes of its running tasks; empty lets them end first
   */
  void restart(Node node, Restart how, Optional<Stop> running) {
    node.state()
        .to(how == Restart.REIMAGE ? NodeState.REIMAGING : NodeState.REBOOTING, account.now());
    dispatcher.stopAll(node, running);
    for (Job job : account.jobs().all()) {
      if (how == Restart.REIMAGE) {
        Preparations.forget(job, node);
      } else {
        Preparations.repeatAfterReboot(job, node);
      }
    }
    dispatcher.changed(node);
    node.whenQuiet(
        () ->
            boot(
                node,
                () -> {
                  StrayProcesses.endAllOf(node.folders());
                  if (how == Restart.REIMAGE) {
                    FileTree.delete(node.folders().root());
                  }
                }));
  }

  /**
   * Gives a node's machine back and keeps the node: what ran there ends, and its disk is lost.
   *
   * @param running what becomes of its running tasks; empty lets them end first
   */
  void deallocate(Node node, Optional<Stop> running) {
    node.state().to(NodeState.DEALLOCATING, account.now());
    dispatcher.stopAll(node, running);
    account.jobs().all().forEach(job -> Preparations.forget(job, node));
    dispatcher.changed(node);
    node.whenQuiet(
        () ->
            threads.start(
                node,
                () -> {
                  clear(node);
                  account.locked(() -> deallocated(node));
                },
                dispatcher::unusable));
  }

  private void deallocated(Node node) {
    if (node.state().is(NodeState.DEALLOCATING)) {
      node.state().to(NodeState.DEALLOCATED, account.now());
    }
  }

  /** Brings a deallocated node back with an empty disk; its StartTask runs again. */
  void start(Node node) {
    boot(node, () -> {});
  }

  @Override
  public void unusable(Node node, String code, String reason) {
    dispatcher.unusable(node, code, reason);
  }

  @Override
  public void preempted(Node node, Optional<Duration> back) {
    dropOut(node, NodeState.PREEMPTED, () -> clear(node), back);
  }

  @Override
  public void lost(Node node, Optional<Duration> back) {
    dropOut(node, NodeState.UNKNOWN, () -> StrayProcesses.endAllOf(node.folders()), back);
  }

  /** Ends what runs on a node, which goes on elsewhere; it may come back by itself. */
  private void dropOut(Node node, NodeState how, NodeThreads.Work ending, Optional<Duration> back) {
    node.state().to(how, account.now());
    dispatcher.stopAll(node, Optional.of(Stop.REQUEUE));
    account.jobs().all().forEach(job -> Preparations.forget(job, node));
    dispatcher.changed(node);
    node.whenQuiet(() -> threads.start(node, ending, dispatcher::unusable));
    back.ifPresent(
        time ->
            threads.later(
                time,
                () -> {
                  if (node.state().is(how)) {
                    node.whenQuiet(() -> boot(node, ending));
                  }
                }));
  }

  /** Takes a node out of its pool: its processes end and its folder goes. */
  void remove(Node node, Optional<Stop> running) {
    if (node.state().is(NodeState.LEAVINGPOOL)) {
      return;
    }
    Pool pool = node.pool();
    if (!node.state().is(NodeState.CREATING)) {
      pool.nodePending();
    }
    node.state().to(NodeState.LEAVINGPOOL, account.now());
    dispatcher.stopAll(node, running);
    account.jobs().all().forEach(job -> job.preparation(node).ifPresent(Preparation::abandon));
    dispatcher.changed(node);
    node.whenQuiet(
        () ->
            threads.start(
                node,
                () -> {
                  clear(node);
                  account.locked(() -> gone(node));
                },
                dispatcher::unusable));
  }

  private void clear(Node node) {
    try {
      making.groups().remove(node.id());
      StrayProcesses.endAllOf(node.folders());
      FileTree.delete(node.folders().root());
    } catch (IOException e) {
      // The node leaves the pool all the same, as a broken machine does.
      LOG.warn("The folder of node {} could not be removed", node.id(), e);
    }
  }

  private void gone(Node node) {
    Pool pool = node.pool();
    pool.nodes().remove(node.id());
    pool.nodeSettled(account.now());
    endDeletion(pool);
  }

  /** Removes a pool with all its nodes. */
  void delete(Pool pool) {
    pool.state().to(PoolState.DELETING, account.now());
    pool.allocation().to(AllocationState.RESIZING, account.now());
    pool.changed(account.now());
    List.copyOf(pool.nodes().all()).forEach(node -> remove(node, Optional.of(Stop.REQUEUE)));
    endDeletion(pool);
  }

  private void endDeletion(Pool pool) {
    if (pool.state().is(PoolState.DELETING) && pool.nodes().size() == 0) {
      account.remove(pool);
    }
  }

  /** Makes a resize stop where it is: nodes that are not there yet do not come. */
  void stopResize(Pool pool) {
    Instant now = account.now();
    pool.allocation().to(AllocationState.STOPPING, now);
    pool.resizeError("ResizeStopped", "The resize of the pool was stopped by a request.");
    List.copyOf(pool.nodes().all()).stream()
        .filter(node -> node.state().is(NodeState.CREATING))
        .forEach(node -> remove(node, Optional.empty()));
    pool.settle(now);
  }

  /** Lets a node take no more tasks, or take them again. */
  void disableScheduling(Node node, Optional<Stop> running) {
    node.schedulingEnabled(false);
    for (Task task : List.copyOf(node.tasks())) {
      running.ifPresent(reason -> dispatcher.stop(task, reason));
    }
    node.settle(account.now());
  }

  void enableScheduling(Node node) {
    node.schedulingEnabled(true);
    node.settle(account.now());
    dispatcher.dispatch(node.pool());
  }
}
