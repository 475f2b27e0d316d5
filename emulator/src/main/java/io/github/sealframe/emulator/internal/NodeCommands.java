package io.github.sealframe.emulator.internal;

import java.nio.file.Path;
import java.util.Map;

/** Makes the runs of commands on nodes: where they are, whose, and with which environment. */
final class NodeCommands {

  // A job's tasks, whoever they run as, read what was prepared for them.
  private static final String READ_BY_ALL = "rwxr-xr-x";
  private static final String OWN = "rwx------";

  private final Account account;
  private final CommandRun.Tools tools;
  private final AutoUsers users;
  private final TaskTokens tokens;

  NodeCommands(Account account, CommandRun.Tools tools, AutoUsers users, TaskTokens tokens) {
    this.account = account;
    this.tools = tools;
    this.users = users;
    this.tokens = tokens;
  }

  CommandRun startTask(Node node, CommandSpec spec) {
    Path directory = node.folders().startup();
    RunUser user = user(node, spec);
    return run(
        spec,
        directory,
        READ_BY_ALL,
        user,
        new NodeEnvironment(account, node, directory, user),
        CommandRun.Earlier.KEPT);
  }

  CommandRun task(Node node, Task task, CommandSpec spec) {
    Map<String, String> more =
        TaskTokens.asked(task.spec()) ? Map.of(TaskTokens.VARIABLE, tokens.issue(task)) : Map.of();
    return ofJob(node, task.job(), task.id(), spec, OWN, more);
  }

  /** Takes back what a run of a task was given. */
  void ended(Task task) {
    tokens.revoke(task);
  }

  CommandRun preparation(Node node, Job job, String taskId, CommandSpec spec) {
    return ofJob(node, job, taskId, spec, READ_BY_ALL, Map.of());
  }

  CommandRun release(Node node, Job job, String taskId, CommandSpec spec) {
    return ofJob(node, job, taskId, spec, OWN, Map.of());
  }

  private CommandRun ofJob(
      Node node,
      Job job,
      String taskId,
      CommandSpec spec,
      String permissions,
      Map<String, String> more) {
    Path directory = node.folders().task(job.id(), taskId);
    RunUser user = user(node, spec);
    NodeEnvironment environment =
        new NodeEnvironment(account, node, directory, user).task(job, taskId).and(more);
    job.preparationTask()
        .map(Preparation::id)
        .ifPresent(id -> environment.preparedIn(node.folders().task(job.id(), id)));
    return run(spec, directory, permissions, user, environment, CommandRun.Earlier.REMOVED);
  }

  private CommandRun run(
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
            directory, permissions, user, environment.with(spec.environment()), earlier));
  }

  private RunUser user(Node node, CommandSpec spec) {
    return users.userFor(spec.user(), Registry.key(node.pool().id()));
  }
}
