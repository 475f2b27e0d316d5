package io.github.sealframe.core;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.function.Predicate;

/**
 * Fetches every blob below a prefix into a folder, as it is: logs, attestations and what was saved
 * of a refused node. Nothing tells what their bytes should be, so nothing is proved but that each
 * is one whole version of its blob. All names are checked before a file is opened, and no link
 * below the folder is followed. Thread-safe.
 */
public final class FolderDownloader {
  private final BlobStore blobs;

  /**
   * @param blobs the production's containers
   */
  public FolderDownloader(BlobStore blobs) {
    this.blobs = blobs;
  }

  /**
   * A file that was saved.
   *
   * @param path below the folder
   * @param bytes its length
   * @param digest SHA-256 of what was received
   */
  public record Saved(RelativePath path, long bytes, Sha256 digest) {}

  /**
   * Saves the blobs whose names begin with {@code prefix}, in place of files of those names. The
   * first that fails ends the download.
   *
   * @param prefix ends in a slash; what follows it in a name is the path below {@code folder}
   * @param wanted which of those paths; all of them are checked
   * @param folder where to; made when it is missing
   * @return what was saved, in the order of the paths
   * @throws IntegrityRefusal when a name cannot be that of a file on every system; nothing is saved
   * @throws ConfigurationRefusal when the folder, or one below it, is a link
   */
  public List<Saved> download(
      ContainerRole role, String prefix, Predicate<RelativePath> wanted, Path folder)
      throws IOException {
    if (!prefix.endsWith("/")) {
      throw new IllegalArgumentException("not a prefix that ends in a slash: " + prefix);
    }
    Map<RelativePath, BlobRef> names = names(role, prefix);
    names.keySet().removeIf(wanted.negate());
    List<Saved> saved = new ArrayList<>();
    try (TargetFolder target = TargetFolder.open(folder);
        Workers workers =
            new Workers(
                Downloader.AT_A_TIME,
                "save",
                "blobs " + role.label() + "/" + prefix,
                "try again")) {
      Queue<Future<Saved>> savings = new ArrayDeque<>();
      for (Map.Entry<RelativePath, BlobRef> each : names.entrySet()) {
        savings.add(
            workers.ask(() -> save(each.getValue(), each.getKey(), each.getKey().value(), target)));
      }
      for (Future<Saved> saving : savings) {
        saved.add(workers.answer(saving));
      }
    }
    return saved;
  }

  /** What a service says is not trusted to be a name. */
  private Map<RelativePath, BlobRef> names(ContainerRole role, String prefix) {
    Map<RelativePath, BlobRef> names = new TreeMap<>();
    Map<String, BlobRef> files = new HashMap<>();
    blobs.list(
        role,
        prefix,
        blob -> {
          if (!blob.blob().name().startsWith(prefix)) {
            throw refused(blob.blob(), "it is not one that was asked for");
          }
          String name = blob.blob().name().substring(prefix.length());
          Optional<String> refusal = RelativePath.refusal(name);
          if (refusal.isPresent()) {
            throw refused(blob.blob(), refusal.get());
          }
          RelativePath path = new RelativePath(name);
          if (path.folded().endsWith(TargetFolder.PART)) {
            throw refused(blob.blob(), "its name is that of a file on its way");
          }
          names.put(path, blob.blob());
          if (files.put(path.folded(), blob.blob()) != null) {
            throw refused(blob.blob(), "another name differs from it in case only");
          }
        });
    for (Map.Entry<String, BlobRef> each : files.entrySet()) {
      String path = each.getKey();
      for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
        if (files.containsKey(path.substring(0, slash))) {
          throw refused(each.getValue(), "a folder in its name is also a file");
        }
      }
    }
    return names;
  }

  private static IntegrityRefusal refused(BlobRef blob, String why) {
    String shown = blob.toString().replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
    return new IntegrityRefusal(
        "save",
        "blob " + (shown.length() > 200 ? shown.substring(0, 200) + "..." : shown),
        why,
        "find out who wrote it and remove it");
  }

  /**
   * @param name what of {@code path} is below {@code folder}
   */
  private Saved save(BlobRef place, RelativePath path, String name, TargetFolder folder)
      throws IOException {
    int slash = name.indexOf('/');
    if (slash >= 0) {
      try (TargetFolder below = folder.folder(name.substring(0, slash))) {
        return save(place, path, name.substring(slash + 1), below);
      }
    }
    try (TargetFolder.Part part = folder.part(name)) {
      part.empty();
      MessageDigest digest = Sha256.digest();
      try (BlobStore.OpenBlob blob =
          blobs.open(place).orElseThrow(() -> refused(place, "it went away"))) {
        new DigestInputStream(part.followedBy(blob.stream()), digest)
            .transferTo(OutputStream.nullOutputStream());
      } catch (IOException | RuntimeException e) {
        part.empty();
        throw e;
      }
      long bytes = part.size();
      part.moveIntoPlace();
      return new Saved(path, bytes, Sha256.of(digest));
    }
  }
}
