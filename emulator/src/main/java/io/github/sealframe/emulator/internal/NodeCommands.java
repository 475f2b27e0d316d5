package io.github.sealframe.emulator.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes the runs of commands on nodes: where they are, whose, and with which environment. */
final class NodeCommands {

  // A job's tasks, whoever they run as, read what was prepared for them.
  private static final String READ_BY_ALL = "rwxr-xr-x";
  private static final String OWN = "rwx------";

  /** What a task has that others of its job have not. */
  private record Given(Map<String, String> variables, List<ApplicationPackage> packages) {
    private static final Given NOTHING = new Given(Map.of(), List.of());
  }

  private final Account account;
  private final CommandRun.Tools tools;
  private final UserAccounts users;
  private final TaskTokens tokens;
  private final Applications applications;
  private final NodeFaults faults;
  private final IdentityEndpoint identities;
  private final NodeGroups groups;

  NodeCommands(
      Account account,
      CommandRun.Tools tools,
      UserAccounts users,
      TaskTokens tokens,
      Applications applications,
      NodeFaults faults,
      IdentityEndpoint identities,
      NodeGroups groups) {
    this.account = account;
    this.tools = tools;
    this.users = users;
    this.tokens = tokens;
    this.applications = applications;
    this.faults = faults;
    this.identities = identities;
    this.groups = groups;
  }

  /** The packages that the pool of a node has now. */
  List<ApplicationPackage> packages(Node node) {
    return applications.packages(node.pool().spec(), node.folders());
  }

  CommandRun startTask(Node node, CommandSpec spec) {
    Path directory = node.folders().startup();
    RunUser user = user(node, spec);
    return run(
        node,
        faults.beforeStartTask(node),
        spec,
        directory,
        READ_BY_ALL,
        user,
        new NodeEnvironment(account, node, directory, user),
        CommandRun.Earlier.KEPT,
        node.packages());
  }

  CommandRun task(Node node, Task task, CommandSpec spec) {
    Map<String, String> more =
        TaskTokens.asked(task.spec()) ? Map.of(TaskTokens.VARIABLE, tokens.issue(task)) : Map.of();
    return ofJob(
        node,
        task.job(),
        task.id(),
        spec,
        OWN,
        new Given(more, applications.packages(task.spec(), node.folders())));
  }

  /** Takes back what a run of a task was given. */
  void ended(Task task) {
    tokens.revoke(task);
  }

  CommandRun preparation(Node node, Job job, String taskId, CommandSpec spec) {
    return ofJob(node, job, taskId, spec, READ_BY_ALL, Given.NOTHING);
  }

  CommandRun release(Node node, Job job, String taskId, CommandSpec spec) {
    return ofJob(node, job, taskId, spec, OWN, Given.NOTHING);
  }

  private CommandRun ofJob(
      Node node, Job job, String taskId, CommandSpec spec, String permissions, Given given) {
    Path directory = node.folders().task(job.id(), taskId);
    RunUser user = user(node, spec);
    NodeEnvironment environment =
        new NodeEnvironment(account, node, directory, user)
            .task(job, taskId)
            .and(given.variables());
    job.preparationTask()
        .map(Preparation::id)
        .ifPresent(id -> environment.preparedIn(node.folders().task(job.id(), id)));
    List<ApplicationPackage> packages = new ArrayList<>(node.packages());
    packages.addAll(given.packages());
    return run(
        node,
        node.prelude(),
        spec,
        directory,
        permissions,
        user,
        environment,
        CommandRun.Earlier.REMOVED,
        packages);
  }

  private CommandRun run(
      Node node,
      String prelude,
      CommandSpec spec,
      Path directory,
      String permissions,
      RunUser user,
      NodeEnvironment environment,
      CommandRun.Earlier earlier,
      List<ApplicationPackage> packages) {
    environment.and(identities.variables(node));
    spec.userName().ifPresent(name -> environment.and(Map.of("AZ_BATCH_TASK_USER", name)));
    packages.forEach(one -> environment.and(Map.of(one.variable(), one.folder().toString())));
    return new CommandRun(
        tools,
        spec,
        new CommandRun.Place(
            groups.entrance(node.id()),
            prelude,
            directory,
            permissions,
            user,
            environment.with(spec.environment()),
            earlier,
            packages,
            node.identities()));
  }

  private RunUser user(Node node, CommandSpec spec) {
    return users.userFor(spec, node.pool());
  }
}
