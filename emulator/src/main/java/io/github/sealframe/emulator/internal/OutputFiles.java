package io.github.sealframe.emulator.internal;

import io.github.sealframe.emulator.internal.CommandSpec.OutputFile;
import io.github.sealframe.emulator.internal.Fault.Upload.How;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Uploads what a task left, after its process has ended. Thread-safe.
 *
 * <p>A pattern is relative to the working directory and may begin with {@code ../} to reach the
 * task's folder; nothing above that is ever read. Links are not followed: an unprivileged task
 * could point one at a file that only root can read. A pattern that matches nothing uploads
 * nothing.
 */
final class OutputFiles {

  private static final int MOST_OF_A_TORN_FILE = 16 << 20;

  private final BlobTransfer blobs;
  private final FaultSource faults;
  private final IdentityTokens tokens;

  OutputFiles(BlobTransfer blobs, FaultSource faults, IdentityTokens tokens) {
    this.blobs = blobs;
    this.faults = faults;
    this.tokens = tokens;
  }

  /** Uploads one entry of {@code outputFiles}. */
  void upload(OutputFile output, CommandRun.Place place, Interruptible interruptible)
      throws CommandFailure {
    Path taskDirectory = place.directory();
    Map<String, Path> found;
    try {
      found = find(output, taskDirectory, place.workingDirectory());
    } catch (IOException e) {
      throw new CommandFailure(
          Failure.upload(
              "FileUploadMiscError", "Looking for output files " + output.pattern() + ": " + e));
    }
    for (Map.Entry<String, Path> file : found.entrySet()) {
      upload(output, place, file.getKey(), file.getValue(), interruptible);
    }
  }

  private static String jobAndTask(Path taskDirectory) {
    // workitems/JOB/job-1/TASK
    return taskDirectory.getParent().getParent().getFileName() + "/" + taskDirectory.getFileName();
  }

  private void upload(
      OutputFile output, CommandRun.Place from, String blob, Path file, Interruptible interruptible)
      throws CommandFailure {
    String place = jobAndTask(from.directory()) + "/" + blob;
    Optional<How> fault =
        faults.draw(Fault.Upload.class, upload -> true, place, place).map(Fault.Upload::how);
    if (fault.equals(Optional.of(How.FAILED))) {
      throw failure("FileUploadMiscError", blob, "a fault that was asked for");
    }
    int status;
    try {
      BlobTransfer.Address url =
          tokens.address(
              blobUrl(output.containerUrl(), blob), from.identities(), output.identity());
      status =
          fault.isPresent()
              ? blobs.upload(halfOf(file), url, output.headers(), interruptible)
              : blobs.upload(file, url, output.headers(), interruptible);
    } catch (NoTokenException e) {
      throw failure("FileUploadAccessDenied", blob, e.getMessage());
    } catch (IOException | URISyntaxException | IllegalArgumentException e) {
      throw failure("FileUploadMiscError", blob, String.valueOf(e));
    }
    if (fault.equals(Optional.of(How.TORN))) {
      throw failure("FileUploadMiscError", blob, "a fault that was asked for tore it");
    }
    switch (status) {
      case 201 -> {}
      case 401, 403 -> throw failure("FileUploadAccessDenied", blob, "HTTP " + status);
      case 404 -> throw failure("FileUploadContainerNotFound", blob, "HTTP 404");
      default -> throw failure("FileUploadMiscError", blob, "HTTP " + status);
    }
  }

  private static BodyPublisher halfOf(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return BodyPublishers.ofByteArray(
          in.readNBytes((int) Math.min(MOST_OF_A_TORN_FILE, Files.size(file) / 2)));
    }
  }

  private static CommandFailure failure(String code, String blob, String reason) {
    return new CommandFailure(Failure.upload(code, "Output file to blob " + blob + ": " + reason));
  }

  /** The files to upload, by the name of their blob. */
  static Map<String, Path> find(OutputFile output, Path taskDirectory, Path workingDirectory)
      throws IOException {
    Path base = workingDirectory;
    List<String> rest = new ArrayList<>(List.of(output.pattern().split("/", -1)));
    while (rest.size() > 1 && isPlain(rest.get(0))) {
      base = base.resolve(rest.remove(0)).normalize();
    }
    Map<String, Path> found = new TreeMap<>();
    // A folder on the way can be a link that the task made: its real place decides.
    if (!Files.isDirectory(base) || !base.toRealPath().startsWith(taskDirectory.toRealPath())) {
      return found;
    }
    String prefix =
        output.path().isEmpty() || output.path().endsWith("/")
            ? output.path()
            : output.path() + "/";
    if (isPlain(rest.get(0))) {
      Path file = base.resolve(rest.get(0));
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        // Without a wildcard the path is the blob's whole name.
        found.put(output.path().isEmpty() ? rest.get(0) : output.path(), file);
      }
      return found;
    }
    String glob = String.join("/", rest);
    PathMatcher matcher = base.getFileSystem().getPathMatcher("glob:" + glob);
    // "**/x" also stands for x itself, which a glob of Java does not match.
    PathMatcher direct =
        base.getFileSystem()
            .getPathMatcher("glob:" + (glob.startsWith("**/") ? glob.substring(3) : glob));
    Path root = base;
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            Path relative = root.relativize(file);
            if (attributes.isRegularFile()
                && (matcher.matches(relative) || direct.matches(relative))) {
              found.put(prefix + relative, file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
    return found;
  }

  private static boolean isPlain(String segment) {
    return segment
        .chars()
        .noneMatch(c -> c == '*' || c == '?' || c == '[' || c == ']' || c == '{' || c == '}');
  }

  /** The blob's address: its name encoded, before the SAS that the container's address ends in. */
  static URI blobUrl(String containerUrl, String blob) throws URISyntaxException {
    int question = containerUrl.indexOf('?');
    String container = question < 0 ? containerUrl : containerUrl.substring(0, question);
    String query = question < 0 ? "" : containerUrl.substring(question);
    String slash = container.endsWith("/") ? "" : "/";
    // The four-argument constructor encodes all but what a path may hold; a plus would be read as a
    // blank by some.
    String path =
        new URI(null, null, "/" + blob, null).getRawPath().substring(1).replace("+", "%2B");
    return new URI(container + slash + path + query);
  }
}
