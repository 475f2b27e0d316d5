package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tokens with which tasks that ask for it may use what belongs to their job, as long as they run.
 * Thread-safe.
 */
final class TaskTokens {

  static final String VARIABLE = "AZ_BATCH_AUTHENTICATION_TOKEN";

  private enum Access {
    JOB
  }

  private final Map<Task, String> byTask = new ConcurrentHashMap<>();
  private final Map<String, Task> byToken = new ConcurrentHashMap<>();

  /**
   * Whether a task asks for a token.
   *
   * @throws BatchError 400 for access to anything but the job
   */
  static boolean asked(ObjectNode task) {
    Optional<ObjectNode> settings = Body.object(task, "authenticationTokenSettings");
    for (String access : settings.map(one -> Body.strings(one, "access")).orElseGet(List::of)) {
      Body.choice(Answer.object().put("access", access), "access", Access.class, Access.JOB);
    }
    return settings.isPresent() && !Body.strings(settings.get(), "access").isEmpty();
  }

  /** The token for a run of a task. */
  String issue(Task task) {
    String token = Secrets.next();
    byTask.put(task, token);
    byToken.put(token, task);
    return token;
  }

  /** Ends what a task may do, if it may do anything. */
  void revoke(Task task) {
    String token = byTask.remove(task);
    if (token != null) {
      byToken.remove(token);
    }
  }

  /** Whether a token is that of a running task, and the path one of its job. */
  boolean admit(String token, String rawPath) {
    Task task = byToken.get(token);
    if (task == null) {
      return false;
    }
    String job = Registry.key("/jobs/" + task.job().id());
    String path = Registry.key(rawPath.replace("%3A", ":").replace("%3a", ":"));
    return path.equals(job) || path.startsWith(job + "/");
  }
}
