package io.github.sealframe.batchclient.internal;

import io.github.sealframe.core.ConfigurationRefusal;
import java.util.regex.Pattern;

/** Ids as a caller gives them, before they become part of a path. */
public final class Ids {
  /** A job that a schedule made is called {@code SCHEDULE:job-N}. */
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}(:job-[0-9]{1,10})?");

  private Ids() {}

  /**
   * Passes an id on.
   *
   * @param what it is the id of, as in {@code pool}
   * @throws ConfigurationRefusal when nothing can have that id
   */
  public static String checked(String what, String id) {
    if (!ID.matcher(id).matches()) {
      throw new ConfigurationRefusal(
          "name",
          "a " + what,
          "its id is not 1 to 64 letters, digits, hyphens and underscores",
          "give the id as Batch lists it");
    }
    return id;
  }

  /**
   * The parts of a path on a node.
   *
   * @param path relative, with slashes
   * @throws ConfigurationRefusal when it is absolute or leaves the folder that it begins in
   */
  public static String[] path(String path) {
    String[] parts = path.split("/", -1);
    for (String part : parts) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        throw new ConfigurationRefusal(
            "name",
            "a file",
            "its path is absolute, or leaves its folder",
            "give the path as Batch lists it");
      }
    }
    return parts;
  }
}
