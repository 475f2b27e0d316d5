package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says whom a command runs as: a user account of its pool by name, or an auto-user. Thread-safe.
 *
 * <p>An account has a number of the emulator's own, whatever number was asked for: that one may
 * belong to somebody on this machine.
 */
final class UserAccounts {

  private static final int LONGEST_NAME = 20;

  private final AutoUsers autoUsers;
  private final Map<String, Integer> numbers = new ConcurrentHashMap<>();

  UserAccounts(AutoUsers autoUsers) {
    this.autoUsers = autoUsers;
  }

  /**
   * Checks the accounts of a pool, and forgets their secrets: nobody signs in to a node.
   *
   * @throws BatchError 400 naming the property that is wrong
   */
  static void complete(ObjectNode pool) {
    Set<String> names = new HashSet<>();
    for (ObjectNode account : Body.objects(pool, "userAccounts")) {
      String name = Body.required(account, "name");
      if (name.length() > LONGEST_NAME || name.indexOf('\0') >= 0 || !names.add(name)) {
        throw BatchError.invalidProperty(
            "userAccounts",
            name,
            "A name has at most " + LONGEST_NAME + " characters, and stands there once.");
      }
      Body.required(account, "password");
      account.remove("password");
      Body.choice(account, "elevationLevel", AutoUser.Elevation.class, AutoUser.Elevation.NONADMIN);
      Body.fill(account, "elevationLevel", account.textNode("nonadmin"));
      Body.object(account, "linuxUserConfiguration").ifPresent(UserAccounts::completeLinux);
    }
  }

  private static void completeLinux(ObjectNode linux) {
    if (linux.has("uid") != linux.has("gid")) {
      throw BatchError.invalidProperty(
          "linuxUserConfiguration", "", "uid and gid go together, or are both left out.");
    }
    linux.remove("sshPrivateKey");
  }

  /** Whom a command runs as in a pool. */
  RunUser userFor(CommandSpec spec, Pool pool) {
    String poolKey = Registry.key(pool.id());
    if (spec.userName().isEmpty()) {
      return autoUsers.userFor(spec.user(), poolKey);
    }
    String name = spec.userName().get();
    Optional<ObjectNode> account =
        Body.objects(pool.spec(), "userAccounts").stream()
            .filter(one -> Answer.text(one, "name").equals(name))
            .findFirst();
    if (account.isEmpty()) {
      return new RunUser.Missing(name);
    }
    AutoUser.Elevation elevation =
        Body.choice(
            account.get(), "elevationLevel", AutoUser.Elevation.class, AutoUser.Elevation.NONADMIN);
    RunUser fresh = autoUsers.userFor(new AutoUser(AutoUser.Scope.TASK, elevation), poolKey);
    return fresh instanceof RunUser.Unprivileged user
        ? new RunUser.Unprivileged(
            numbers.computeIfAbsent(poolKey + " " + name, unused -> user.uid()))
        : fresh;
  }
}
