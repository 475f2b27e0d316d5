package io.github.sealframe.emulator.internal;

import java.nio.file.Path;

/** Makes the runs of commands on nodes: where they are, whose, and with which environment. */
final class NodeCommands {

  // A job's tasks, whoever they run as, read what was prepared for them.
  private static final String READ_BY_ALL = "rwxr-xr-x";
  private static final String OWN = "rwx------";

  private final Account account;
  private final CommandRun.Tools tools;
  private final AutoUsers users;
  private final NodeFaults faults;

  NodeCommands(Account account, CommandRun.Tools tools, AutoUsers users, NodeFaults faults) {
    this.account = account;
    this.tools = tools;
    this.users = users;
    this.faults = faults;
  }

  CommandRun startTask(Node node, CommandSpec spec) {
    Path directory = node.folders().startup();
    RunUser user = user(node, spec);
    return run(
        faults.beforeStartTask(node),
        spec,
        directory,
        READ_BY_ALL,
        user,
        new NodeEnvironment(account, node, directory, user),
        CommandRun.Earlier.KEPT);
  }

  CommandRun task(Node node, Task task, CommandSpec spec) {
    return ofJob(node, task.job(), task.id(), spec, OWN);
  }

  CommandRun preparation(Node node, Job job, String taskId, CommandSpec spec) {
    return ofJob(node, job, taskId, spec, READ_BY_ALL);
  }

  CommandRun release(Node node, Job job, String taskId, CommandSpec spec) {
    return ofJob(node, job, taskId, spec, OWN);
  }

  private CommandRun ofJob(
      Node node, Job job, String taskId, CommandSpec spec, String permissions) {
    Path directory = node.folders().task(job.id(), taskId);
    RunUser user = user(node, spec);
    NodeEnvironment environment =
        new NodeEnvironment(account, node, directory, user).task(job, taskId);
    job.preparationTask()
        .map(Preparation::id)
        .ifPresent(id -> environment.preparedIn(node.folders().task(job.id(), id)));
    return run(
        node.prelude(),
        spec,
        directory,
        permissions,
        user,
        environment,
        CommandRun.Earlier.REMOVED);
  }

  private CommandRun run(
      String prelude,
      CommandSpec spec,
      Path directory,
      String permissions,
      RunUser user,
      NodeEnvironment environment,
      CommandRun.Earlier earlier) {
    return new CommandRun(
        tools,
        spec,
        new CommandRun.Place(
            prelude, directory, permissions, user, environment.with(spec.environment()), earlier));
  }

  private RunUser user(Node node, CommandSpec spec) {
    return users.userFor(spec.user(), Registry.key(node.pool().id()));
  }
}
