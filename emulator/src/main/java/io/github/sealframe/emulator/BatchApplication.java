package io.github.sealframe.emulator;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An application of the account, and the packages of it that nodes get. Immutable.
 *
 * @param id compared without case
 * @param versions in the order in which they are listed
 * @param packages the zip archives of those versions that pools and tasks may ask for; read when a
 *     node gets them
 * @param defaultVersion the version for those who name none; empty when they have to
 */
public record BatchApplication(
    String id,
    String displayName,
    List<String> versions,
    Map<String, Path> packages,
    Optional<String> defaultVersion) {

  private static final String NAME = "[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}";

  /** Keeps its own copies, and refuses names that are no names of folders. */
  public BatchApplication {
    versions = List.copyOf(versions);
    packages = Map.copyOf(packages);
    for (String version : packages.keySet()) {
      if (!id.matches(NAME) || !version.matches(NAME)) {
        throw new IllegalArgumentException(
            "The id of an application with packages, and its versions, are 1 to 64 letters, digits,"
                + " '.', '_' and '-', not '"
                + id
                + "' and '"
                + version
                + "'");
      }
    }
    if (!defaultVersion.map(packages::containsKey).orElse(true)) {
      throw new IllegalArgumentException(
          "The default version " + defaultVersion.get() + " of " + id + " has no package");
    }
  }

  /** An application that only the lists show. */
  public BatchApplication(String id, String displayName, List<String> versions) {
    this(id, displayName, versions, Map.of(), Optional.empty());
  }

  /** The same with a zip archive as the package of a version, which is listed last if it is new. */
  public BatchApplication withPackage(String version, Path zip) {
    List<String> all = new ArrayList<>(versions);
    if (!all.contains(version)) {
      all.add(version);
    }
    Map<String, Path> zips = new LinkedHashMap<>(packages);
    zips.put(version, zip);
    return new BatchApplication(id, displayName, all, zips, defaultVersion);
  }

  /** The same with a version, which has a package, for those who name none. */
  public BatchApplication withDefaultVersion(String version) {
    return new BatchApplication(id, displayName, versions, packages, Optional.of(version));
  }
}
