package io.github.sealframe.emulator.internal;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives each auto-user a number that no account of the machine has. Thread-safe. */
final class AutoUsers {

  private static final Logger LOG = LoggerFactory.getLogger(AutoUsers.class);
  // Above what adduser, systemd's dynamic users and the usual sub-uid ranges of Debian hand out.
  private static final int FIRST_POOL_USER = 660_000;
  private static final int FIRST_TASK_USER = 700_000;

  private final boolean root;
  private final Map<String, Integer> poolUsers = new ConcurrentHashMap<>();
  private final AtomicInteger nextPoolUser = new AtomicInteger(FIRST_POOL_USER);
  // Never used twice, so that what a task left behind belongs to nobody who comes later.
  private final AtomicInteger nextTaskUser = new AtomicInteger(FIRST_TASK_USER);
  private final AtomicBoolean warned = new AtomicBoolean();

  AutoUsers(boolean root) {
    this.root = root;
  }

  RunUser userFor(AutoUser identity, String poolKey) {
    if (identity.elevation() == AutoUser.Elevation.ADMIN) {
      return new RunUser.SameAsEmulator();
    }
    if (!root) {
      if (!warned.getAndSet(true)) {
        LOG.warn(
            "The emulator is not root: every task runs as the current user and can change what is that user's");
      }
      return new RunUser.SameAsEmulator();
    }
    return switch (identity.scope()) {
      case POOL ->
          new RunUser.Unprivileged(
              poolUsers.computeIfAbsent(poolKey, key -> nextPoolUser.getAndIncrement()));
      case TASK -> new RunUser.Unprivileged(nextTaskUser.getAndIncrement());
    };
  }
}
