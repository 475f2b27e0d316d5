package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The operations on the files of nodes and tasks: what is on the disk at the moment, and nothing
 * outside of it.
 */
final class FileOperations {

  private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

  /** A folder whose files are shown, and the address that their paths are appended to. */
  private record Shown(Path root, String url) {}

  private final Account account;

  FileOperations(Account account) {
    this.account = account;
  }

  void register(Routes routes) {
    routes
        .add("GET", "/pools/{pool}/nodes/{node}/files", call -> list(call, ofNode(call)))
        .add("GET", "/pools/{pool}/nodes/{node}/files/{path...}", call -> get(call, ofNode(call)))
        .add(
            "HEAD",
            "/pools/{pool}/nodes/{node}/files/{path...}",
            call -> properties(call, ofNode(call)))
        .add(
            "DELETE",
            "/pools/{pool}/nodes/{node}/files/{path...}",
            call -> delete(call, ofNode(call)))
        .add("GET", "/jobs/{job}/tasks/{task}/files", call -> list(call, ofTask(call)))
        .add("GET", "/jobs/{job}/tasks/{task}/files/{path...}", call -> get(call, ofTask(call)))
        .add(
            "HEAD",
            "/jobs/{job}/tasks/{task}/files/{path...}",
            call -> properties(call, ofTask(call)))
        .add(
            "DELETE",
            "/jobs/{job}/tasks/{task}/files/{path...}",
            call -> delete(call, ofTask(call)));
  }

  private Shown ofNode(Call call) {
    return account.locked(
        () -> {
          Node node = account.node(call.id("pool"), call.id("node"));
          requireDisk(node);
          return new Shown(node.folders().root(), node.url() + "/files/");
        });
  }

  /** A node that cannot be used, or has no machine, shows no files. */
  private static void requireDisk(Node node) {
    switch (node.state().state()) {
      case UNUSABLE ->
          throw BatchError.conflict(
              "NodeStateUnusable", "The state of the specified node is unusable.");
      case UNKNOWN ->
          throw BatchError.conflict(
              "NodeNotReady", "The specified node is not ready: nothing is heard of its agent.");
      case PREEMPTED ->
          throw BatchError.conflict(
              "OperationInvalidForCurrentState", "The specified node is preempted.");
      case DEALLOCATING, DEALLOCATED ->
          throw BatchError.conflict(
              "OperationInvalidForCurrentState", "The specified node is deallocated.");
      default -> {}
    }
  }

  private Shown ofTask(Call call) {
    return account.locked(
        () -> {
          Task task = account.task(call.id("job"), call.id("task"));
          if (task.hasNoFilesAnyMore()) {
            throw BatchError.conflict(
                "TaskFilesCleanedup", "The files of the specified task are cleaned up.");
          }
          Node node =
              task.node()
                  .filter(one -> one.pool().nodes().find(one.id()).isPresent())
                  .orElseThrow(
                      () ->
                          BatchError.conflict(
                              "TaskFilesUnavailable",
                              "The files of the specified task are unavailable."));
          requireDisk(node);
          return new Shown(node.folders().task(task.job().id(), task.id()), task.url() + "/files/");
        });
  }

  /** File_ListFromComputeNode, File_ListFromTask. */
  private Answer list(Call call, Shown shown) {
    ListQuery query = ListQuery.of(call, Listing.FILES);
    int depth = call.parameter("recursive").equalsIgnoreCase("true") ? Integer.MAX_VALUE : 1;
    NavigableMap<Long, ObjectNode> files = new TreeMap<>();
    if (Files.isDirectory(shown.root())) {
      try (Stream<Path> walk = Files.walk(shown.root(), depth)) {
        walk.filter(file -> !file.equals(shown.root()))
            .sorted()
            .forEach(
                file ->
                    describe(shown, file).ifPresent(json -> files.put(files.size() + 1L, json)));
      } catch (IOException | UncheckedIOException e) {
        throw new BatchError(
            403, "IOError", "An I/O error occurred when accessing the specified resource: " + e);
      }
    }
    return query.page(call, account.url(), files, json -> json);
  }

  private static Optional<ObjectNode> describe(Shown shown, Path file) {
    ObjectNode json = Answer.object();
    String name = shown.root().relativize(file).toString();
    try {
      BasicFileAttributes attributes =
          Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      json.put("name", name)
          .put("url", shown.url() + encoded(name))
          .put("isDirectory", attributes.isDirectory());
      if (!attributes.isDirectory()) {
        json.putObject("properties")
            .put("creationTime", Times.wire(attributes.creationTime().toInstant()))
            .put("lastModified", Times.wire(attributes.lastModifiedTime().toInstant()))
            .put("contentLength", Long.toString(attributes.size()))
            .put("contentType", "application/octet-stream")
            .put("fileMode", mode(file));
      }
      return Optional.of(json);
    } catch (IOException e) {
      // It went while the folder was read.
      return Optional.empty();
    }
  }

  /** File_DeleteFromComputeNode, File_DeleteFromTask; a folder with content only recursively. */
  private static Answer delete(Call call, Shown shown) {
    Path file = find(call, shown);
    if (file.equals(shown.root())) {
      throw notFound(call);
    }
    try {
      if (call.parameter("recursive").equalsIgnoreCase("true") && Files.isDirectory(file)) {
        FileTree.delete(file);
      } else {
        Files.delete(file);
      }
      return Answer.of(200);
    } catch (DirectoryNotEmptyException e) {
      throw BatchError.conflict(
          "OperationInvalidForCurrentState",
          "The folder is not empty; it is deleted only with recursive=true.");
    } catch (NoSuchFileException e) {
      throw notFound(call);
    } catch (IOException e) {
      throw new BatchError(
          403, "IOError", "An I/O error occurred when accessing the specified resource: " + e);
    }
  }

  /** File_GetFromComputeNode, File_GetFromTask; {@code ocp-range} asks for a part. */
  private Answer get(Call call, Shown shown) {
    Path file = find(call, shown);
    if (!Files.isRegularFile(file)) {
      throw notFound(call);
    }
    Answer answer = properties(call, shown, file);
    long size = Long.parseLong(answer.headers().remove("Content-Length"));
    long first = 0;
    long last = size - 1;
    String range =
        call.header("ocp-range").isEmpty() ? call.header("Range") : call.header("ocp-range");
    if (!range.isEmpty()) {
      Matcher matcher = RANGE.matcher(range);
      if (!matcher.matches()) {
        throw new BatchError(
            400,
            "InvalidHeaderValue",
            "ocp-range has to be bytes=FIRST-LAST or bytes=FIRST-: " + range);
      }
      first = position(matcher.group(1), size);
      last =
          matcher.group(2).isEmpty()
              ? size - 1
              : Math.min(size - 1, position(matcher.group(2), size));
      if (first > last) {
        throw new BatchError(
            416,
            "InvalidRange",
            "The range specified is invalid for the current size of the resource.");
      }
    }
    return new Answer(200, answer.headers(), new Answer.FilePart(file, first, last - first + 1));
  }

  private static long position(String digits, long size) {
    return digits.length() > 18 ? size : Long.parseLong(digits);
  }

  /** File_GetPropertiesFromComputeNode, File_GetPropertiesFromTask. */
  private Answer properties(Call call, Shown shown) {
    return properties(call, shown, find(call, shown));
  }

  private static Answer properties(Call call, Shown shown, Path file) {
    BasicFileAttributes attributes;
    String mode;
    try {
      attributes = Files.readAttributes(file, BasicFileAttributes.class);
      mode = mode(file);
    } catch (IOException e) {
      throw notFound(call);
    }
    call.requireConditions(stamp(attributes));
    return Answer.of(200)
        .stamped(stamp(attributes))
        .with("Content-Type", "application/octet-stream")
        .with("Content-Length", Long.toString(attributes.size()))
        .with("ocp-creation-time", Times.http(attributes.creationTime().toInstant()))
        .with("ocp-batch-file-isdirectory", Boolean.toString(attributes.isDirectory()))
        .with("ocp-batch-file-url", shown.url() + encoded(shown.root().relativize(file).toString()))
        .with("ocp-batch-file-mode", mode);
  }

  /** A file's tag changes with its size and its time. */
  private static Stamp stamp(BasicFileAttributes attributes) {
    Instant modified = attributes.lastModifiedTime().toInstant();
    String tag =
        String.format(Locale.ROOT, "0x8D%013X", modified.toEpochMilli() * 31 + attributes.size());
    return new Stamp(attributes.creationTime().toInstant(), modified, tag);
  }

  /** The file or folder that the path names, unless it, or a link in it, leaves the folder. */
  private static Path find(Call call, Shown shown) {
    Path file = shown.root().resolve(call.id("path")).normalize();
    try {
      boolean inside =
          file.startsWith(shown.root()) && file.toRealPath().startsWith(shown.root().toRealPath());
      boolean shows = Files.isRegularFile(file) || Files.isDirectory(file);
      if (!inside || !shows) {
        throw notFound(call);
      }
      return file;
    } catch (NoSuchFileException e) {
      throw notFound(call);
    } catch (IOException e) {
      throw new BatchError(
          403, "IOError", "An I/O error occurred when accessing the specified resource: " + e);
    }
  }

  private static BatchError notFound(Call call) {
    return new BatchError(404, "FileNotFound", "The specified file does not exist.")
        .with("Path", call.id("path"));
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
  }

  private static String mode(Path file) throws IOException {
    return "0"
        + Integer.toOctalString(
            (Integer) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS));
  }
}
