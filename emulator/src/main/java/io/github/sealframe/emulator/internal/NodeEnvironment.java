package io.github.sealframe.emulator.internal;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** The environment variables that Batch gives to what it runs on a node. */
final class NodeEnvironment {

  private final Map<String, String> variables = new LinkedHashMap<>();

  NodeEnvironment(Account account, Node node, Path directory, RunUser user) {
    NodeFolders folders = node.folders();
    Path workingDirectory = directory.resolve("wd");
    variables.put("PATH", CommandRun.PATH);
    variables.put("HOME", workingDirectory.toString());
    variables.put("PWD", workingDirectory.toString());
    variables.put(
        "AZ_BATCH_TASK_USER",
        user instanceof RunUser.Unprivileged auto ? Integer.toString(auto.uid()) : "_azbatch");
    variables.put("AZ_BATCH_ACCOUNT_NAME", account.name());
    variables.put("AZ_BATCH_ACCOUNT_URL", account.url() + "/");
    variables.put("AZ_BATCH_POOL_ID", node.pool().id());
    variables.put("AZ_BATCH_NODE_ID", node.id());
    variables.put("AZ_BATCH_NODE_IS_DEDICATED", Boolean.toString(node.dedicated()));
    variables.put("AZ_BATCH_NODE_ROOT_DIR", folders.root().toString());
    variables.put("AZ_BATCH_NODE_SHARED_DIR", folders.shared().toString());
    variables.put("AZ_BATCH_NODE_STARTUP_DIR", folders.startup().toString());
    variables.put("AZ_BATCH_NODE_STARTUP_WORKING_DIR", folders.startup().resolve("wd").toString());
    variables.put("AZ_BATCH_TASK_DIR", directory.toString());
    variables.put("AZ_BATCH_TASK_WORKING_DIR", workingDirectory.toString());
  }

  NodeEnvironment task(Job job, String taskId) {
    variables.put("AZ_BATCH_JOB_ID", job.id());
    variables.put("AZ_BATCH_TASK_ID", taskId);
    variables.putAll(CommandSpec.environment(job.spec(), "commonEnvironmentSettings"));
    return this;
  }

  /** Where the job's preparation task left its files. */
  NodeEnvironment preparedIn(Path directory) {
    variables.put("AZ_BATCH_JOB_PREP_DIR", directory.toString());
    variables.put("AZ_BATCH_JOB_PREP_WORKING_DIR", directory.resolve("wd").toString());
    return this;
  }

  NodeEnvironment and(Map<String, String> more) {
    variables.putAll(more);
    return this;
  }

  /** All of it, with the settings that the command itself asked for on top. */
  Map<String, String> with(Map<String, String> settings) {
    Map<String, String> all = new LinkedHashMap<>(variables);
    all.putAll(settings);
    return all;
  }
}
