package io.github.sealframe.emulator.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Whom a process on a node runs as. */
sealed interface RunUser {

  /** Gives a file or folder to this user; a link is given away itself, not what it points to. */
  void own(Path path) throws IOException;

  /** The user that the emulator runs as: root on a node, when the emulator is root. */
  record SameAsEmulator() implements RunUser {
    @Override
    public void own(Path path) {
      // It is this user's already: the emulator made it.
    }
  }

  /** A user account that the pool does not have: nothing runs as it. */
  record Missing(String name) implements RunUser {
    @Override
    public void own(Path path) throws IOException {
      throw new IOException("The pool has no user account " + name);
    }
  }

  /** A user of its own without any right, known by number only; the group has the same number. */
  record Unprivileged(int uid) implements RunUser {
    @Override
    public void own(Path path) throws IOException {
      Files.setAttribute(path, "unix:uid", uid, LinkOption.NOFOLLOW_LINKS);
      Files.setAttribute(path, "unix:gid", uid, LinkOption.NOFOLLOW_LINKS);
    }
  }
}
