package io.github.sealframe.emulator.internal;

import io.github.sealframe.emulator.internal.CommandSpec.ResourceBlob;
import io.github.sealframe.emulator.internal.CommandSpec.ResourceContainer;
import io.github.sealframe.emulator.internal.CommandSpec.ResourceFile;
import io.github.sealframe.emulator.internal.Failure.Category;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;

/** Puts a command's resource files into its working directory. Thread-safe. */
final class ResourceFiles {

  // Never set-id: the file may go to another user.
  private static final int PERMISSION_BITS = 0777;

  private final BlobTransfer blobs;
  private final IdentityTokens tokens;

  ResourceFiles(BlobTransfer blobs, IdentityTokens tokens) {
    this.blobs = blobs;
    this.tokens = tokens;
  }

  /** Downloads what is asked for, and gives each file its mode and its owner. */
  void fetch(ResourceFile file, CommandRun.Place place, Interruptible interruptible)
      throws CommandFailure {
    if (file instanceof ResourceBlob blob) {
      fetch(blob, place, interruptible);
    } else if (file instanceof ResourceContainer container) {
      fetch(container, place, interruptible);
    }
  }

  private void fetch(
      ResourceContainer container, CommandRun.Place place, Interruptible interruptible)
      throws CommandFailure {
    String marker = "";
    do {
      ContainerListing page = list(container, place, marker, interruptible);
      for (String name : page.blobs()) {
        fetch(blob(container, name), place, interruptible);
      }
      marker = page.next();
    } while (!marker.isEmpty());
  }

  private ContainerListing list(
      ResourceContainer container,
      CommandRun.Place place,
      String marker,
      Interruptible interruptible)
      throws CommandFailure {
    ContainerListing page;
    try {
      page =
          ContainerListing.read(
              blobs,
              tokens.address(container.url(), place.identities(), container.identity()),
              container.prefix(),
              marker,
              interruptible);
    } catch (NoTokenException e) {
      throw failure("ResourceContainerAccessDenied", container, e.getMessage());
    } catch (IOException e) {
      throw failure("ResourceContainerListMiscError", container, e.toString());
    }
    switch (page.status()) {
      case 200 -> {}
      case 404 -> throw failure("ResourceContainerNotFound", container, "HTTP 404");
      case 401, 403 ->
          throw failure("ResourceContainerAccessDenied", container, "HTTP " + page.status());
      default ->
          throw failure("ResourceContainerListMiscError", container, "HTTP " + page.status());
    }
    return page;
  }

  private static ResourceBlob blob(ResourceContainer container, String name) throws CommandFailure {
    String path = container.folder().isEmpty() ? name : container.folder() + "/" + name;
    try {
      return new ResourceBlob(
          ContainerListing.blob(container.url(), name),
          path,
          container.mode(),
          container.identity());
    } catch (IOException e) {
      throw failure("ResourceContainerListMiscError", container, e.toString());
    }
  }

  private static CommandFailure failure(String code, ResourceContainer container, String reason) {
    return new CommandFailure(
        Failure.before(
            Category.USERERROR,
            code,
            "Resource files from " + withoutQuery(container.url()) + ": " + reason));
  }

  private void fetch(ResourceBlob file, CommandRun.Place place, Interruptible interruptible)
      throws CommandFailure {
    Path workingDirectory = place.workingDirectory();
    RunUser user = place.user();
    Path target = workingDirectory.resolve(file.path()).normalize();
    if (!target.startsWith(workingDirectory) || target.equals(workingDirectory)) {
      throw failure(
          Category.USERERROR,
          "ResourceFileCreateFailed",
          file,
          "filePath leaves the working directory");
    }
    makeFolders(file, workingDirectory, target.getParent(), user);
    int status;
    try {
      remove(target);
      Files.createFile(target);
      status =
          blobs.download(
              tokens.address(file.url(), place.identities(), file.identity()),
              target,
              interruptible);
      Files.setAttribute(target, "unix:mode", file.mode() & PERMISSION_BITS);
      user.own(target);
    } catch (NoTokenException e) {
      throw failure(Category.USERERROR, "BlobAccessDenied", file, e.getMessage());
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage());
      if (reason.toLowerCase(Locale.ROOT).contains("no space left")) {
        throw failure(Category.SERVERERROR, "DiskFull", file, reason);
      }
      throw failure(Category.USERERROR, "BlobDownloadMiscError", file, e.toString());
    }
    switch (status) {
      case 200 -> {}
      case 404 -> throw failure(Category.USERERROR, "BlobNotFound", file, "HTTP 404");
      // Storage answers 401 to a request without credentials and 403 to one whose SAS is wrong or
      // over.
      case 401, 403 ->
          throw failure(Category.USERERROR, "BlobAccessDenied", file, "HTTP " + status);
      default -> throw failure(Category.USERERROR, "BlobDownloadMiscError", file, "HTTP " + status);
    }
  }

  private static void makeFolders(
      ResourceBlob file, Path workingDirectory, Path folder, RunUser user) throws CommandFailure {
    try {
      Path made = workingDirectory;
      for (Path step : workingDirectory.relativize(folder)) {
        if (step.toString().isEmpty()) {
          continue;
        }
        made = made.resolve(step);
        if (!Files.isDirectory(made, LinkOption.NOFOLLOW_LINKS)) {
          Files.createDirectory(made);
          user.own(made);
        }
      }
    } catch (IOException e) {
      throw failure(Category.SERVERERROR, "ResourceDirectoryCreateFailed", file, e.toString());
    }
  }

  /**
   * A StartTask runs again in the folder of its first run: what is there gives way, whatever it
   * became.
   */
  private static void remove(Path target) throws IOException {
    if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
      FileTree.delete(target);
    } else {
      Files.deleteIfExists(target);
    }
  }

  private static CommandFailure failure(
      Category category, String code, ResourceBlob file, String reason) {
    return new CommandFailure(
        Failure.before(
            category,
            code,
            "Resource file " + file.path() + " from " + withoutQuery(file.url()) + ": " + reason));
  }

  /** The query may hold a SAS, and failureInfo is read by many. */
  private static String withoutQuery(URI url) {
    return url.getScheme() + "://" + url.getRawAuthority() + url.getRawPath();
  }
}
