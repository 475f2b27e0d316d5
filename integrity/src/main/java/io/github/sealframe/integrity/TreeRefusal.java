package io.github.sealframe.integrity;

import io.github.sealframe.core.IntegrityRefusal;

/** Something in a tree that cannot be part of a package. */
public final class TreeRefusal extends IntegrityRefusal {
  private final Kind kind;
  private final String path;

  TreeRefusal(Kind kind, String path, String why, String next) {
    this(kind, path, why, next, null);
  }

  TreeRefusal(Kind kind, String path, String why, String next, Throwable cause) {
    super("package", path, why, next, cause);
    this.kind = kind;
    this.path = path;
  }

  /** What is wrong with it. */
  public Kind kind() {
    return kind;
  }

  /**
   * The path on this machine or in the package; of an entry of an archive, the archive's path,
   * {@code !/} and the entry's name. Control characters are escaped.
   */
  public String path() {
    return path;
  }

  /** The ways in which something cannot be packaged. */
  public enum Kind {
    /** Not there. */
    ABSENT,
    /** Cannot be read with the rights of this process. */
    UNREADABLE,
    /** A name that no package can hold. */
    NAME,
    /** Equal to another name when case is ignored. */
    TWIN,
    /** Two sources put something in the same place. */
    TWICE,
    /** Neither a file, nor a folder, nor a link. */
    SPECIAL,
    /** A link to nothing. */
    DANGLING,
    /** A link out of the tree. */
    ESCAPING,
    /** A link to a folder around it, or to itself. */
    LOOP,
    /** Changed while it was read. */
    CHANGING,
    /** More entries than a package may have. */
    LIMIT,
    /** An archive of an unknown kind, or one that is damaged, cut off or encrypted. */
    ARCHIVE,
    /** An archive out of which more bytes come than are allowed. */
    TOO_LARGE,
    /** An archive out of which far more bytes come than it has. */
    RATIO
  }
}
