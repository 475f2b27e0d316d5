package io.github.sealframe.integrity;

import io.github.sealframe.core.IntegrityRefusal;
import java.util.Optional;

/** A text that is not a manifest of version 1, with the first line that is wrong. */
public final class ManifestRefusal extends IntegrityRefusal {
  private final Kind kind;
  private final int line;
  private final String path;
  private final String expected;
  private final String found;

  /**
   * @param path printable; empty when no path is concerned
   */
  ManifestRefusal(String source, Kind kind, int line, String path, String expected, String found) {
    super(
        "read the manifest",
        source,
        "line " + line + ": expected " + expected + ", found " + found,
        "make the manifest again from the package");
    this.kind = kind;
    this.line = line;
    this.path = path;
    this.expected = expected;
    this.found = found;
  }

  /** What is wrong with it. */
  public Kind kind() {
    return kind;
  }

  /** The line, counted from 1; the one after the last when something is missing there. */
  public int lineNumber() {
    return line;
  }

  /**
   * The path of the entry that is wrong, or whose digest should stand there, as it is written; not
   * known where a line cannot be taken apart. Control characters are escaped, and long paths cut.
   */
  public Optional<String> path() {
    return path.isEmpty() ? Optional.empty() : Optional.of(path);
  }

  /** What should stand there. */
  public String expected() {
    return expected;
  }

  /** What stands there; control characters are escaped, and long text is cut. */
  public String found() {
    return found;
  }

  /** The ways in which a manifest can be wrong. */
  public enum Kind {
    /** The first line is not a manifest's. */
    HEADER,
    /** A manifest of another version. */
    VERSION,
    /** A byte-order mark before the first line. */
    BYTE_ORDER_MARK,
    /** A carriage return at the end of a line. */
    CARRIAGE_RETURN,
    /** Bytes that are not UTF-8. */
    ENCODING,
    /** A line that has no meaning here. */
    LINE,
    /** Other modes than 0644 and 0755 for files and 0755 for folders. */
    MODE,
    /** A size that is not a plain decimal number. */
    SIZE,
    /** A path that no package can hold. */
    PATH,
    /** Two paths that are equal when case is ignored. */
    TWIN,
    /** An entry whose folder is not an entry. */
    PARENT,
    /** The same path twice. */
    DUPLICATE,
    /** Paths that are not in the order of their UTF-8 bytes. */
    ORDER,
    /** A digest that is not 64 lower-case hexadecimal digits. */
    DIGEST,
    /** Digest lines that do not name the files in their order. */
    DISAGREEMENT,
    /** The end is missing, or the line feed after it. */
    TRUNCATED,
    /** Something follows the end. */
    TRAILING,
    /** More bytes or entries than a manifest may have. */
    LIMIT
  }
}
