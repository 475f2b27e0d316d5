package io.github.sealframe.integrity;

/**
 * One way in which a tree is not what its manifest says.
 *
 * @param kind the sort of difference
 * @param path where, relative to the root of the tree; {@code .} is the root. It is text and not a
 *     {@link io.github.sealframe.core.RelativePath}, since what is found may have a name that no
 *     package can hold; control characters in it are escaped as {@code \u0000}
 * @param expected what the manifest says, as in {@code a file 0755 of 11 bytes}
 * @param found what is there
 */
public record Difference(Kind kind, String path, String expected, String found) {
  /** The sorts of difference. */
  public enum Kind {
    /** There, but not in the manifest. */
    EXTRA,
    /** In the manifest, but not there. */
    MISSING,
    /** A file in the place of a folder, a link in the place of a file, and so on. */
    TYPE,
    /** Other permission bits, set-id and sticky bits included. */
    MODE,
    /** Another count of bytes. */
    SIZE,
    /** The same count of bytes, but other bytes. */
    CHANGED,
    /** A file that has more than one name, so that it can be changed from outside the tree. */
    LINKS,
    /** A name that no package can hold. */
    NAME
  }

  @Override
  public String toString() {
    return path + ": expected " + expected + " found " + found;
  }
}
