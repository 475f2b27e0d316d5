package io.github.sealframe.core;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The frames that are on this machine, by their digests. Immutable. */
public final class SavedFrames {
  /** None at all. */
  static final SavedFrames NONE = new SavedFrames(Set.of());

  private final Set<Sha256> digests;

  private SavedFrames(Set<Sha256> digests) {
    this.digests = Set.copyOf(digests);
  }

  /**
   * Reads and hashes every {@code *.png} file in folders and all below. No link in them is
   * followed.
   */
  public static SavedFrames in(List<Path> folders) throws IOException {
    Set<Sha256> digests = new HashSet<>();
    for (Path folder : folders) {
      try (Stream<Path> files = Files.walk(folder.toRealPath())) {
        for (Path file : (Iterable<Path>) files::iterator) {
          if (file.toString().endsWith(".png")
              && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            digests.add(digest(file));
          }
        }
      }
    }
    return new SavedFrames(digests);
  }

  private static Sha256 digest(Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      in.transferTo(OutputStream.nullOutputStream());
    }
    return Sha256.of(digest);
  }

  boolean has(Sha256 frame) {
    return digests.contains(frame);
  }
}
