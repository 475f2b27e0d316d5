package io.github.sealframe.emulator.internal;

/**
 * The {@code autoUser} of a {@code userIdentity}.
 *
 * @param scope one user for all tasks of a pool, or a new one for each task
 * @param elevation with or without administrator's rights on the node
 */
record AutoUser(Scope scope, Elevation elevation) {

  enum Scope {
    POOL,
    TASK
  }

  enum Elevation {
    ADMIN,
    NONADMIN
  }
}
