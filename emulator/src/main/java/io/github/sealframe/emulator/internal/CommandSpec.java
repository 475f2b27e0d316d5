package io.github.sealframe.emulator.internal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What StartTasks, preparation, release and other tasks have in common, read from their JSON.
 *
 * @param environment the {@code environmentSettings} by name
 * @param user counts when there is no {@code userName}
 * @param userName a user account of the pool
 * @param wallClock how long one run may take; empty for no limit
 * @param retries how often a run that ended with another exit code than 0 is repeated; -1 for ever
 */
record CommandSpec(
    String commandLine,
    List<ResourceFile> resourceFiles,
    List<OutputFile> outputFiles,
    Map<String, String> environment,
    AutoUser user,
    Optional<String> userName,
    Optional<Duration> wallClock,
    int retries) {

  /** What is there before the command starts. */
  sealed interface ResourceFile {}

  /**
   * One blob, or what else is at an address.
   *
   * @param mode permissions as an octal number
   * @param identity in whose name it is asked for; empty for an address that is enough by itself
   */
  record ResourceBlob(URI url, String path, int mode, Optional<String> identity)
      implements ResourceFile {}

  /**
   * The blobs of a container whose names begin with a prefix.
   *
   * @param folder where they are put under their whole names; may be empty
   * @param identity as of one blob
   */
  record ResourceContainer(
      URI url, String prefix, String folder, int mode, Optional<String> identity)
      implements ResourceFile {}

  /** A file, or several by pattern, that is written to a container after the command. */
  record OutputFile(
      String pattern,
      String containerUrl,
      String path,
      UploadCondition condition,
      Map<String, String> headers,
      Optional<String> identity) {}

  /** After which ends of the command a file is uploaded. */
  enum UploadCondition {
    TASKSUCCESS,
    TASKFAILURE,
    TASKCOMPLETION
  }

  private static final int DEFAULT_MODE = 0770;

  /**
   * Reads a StartTask, which has its retries beside its command.
   *
   * @throws BatchError 400 naming the property that is wrong
   */
  static CommandSpec ofStartTask(ObjectNode body) {
    return parse(body, body);
  }

  /**
   * Reads a task or a preparation task, which have their retries among their constraints.
   *
   * @throws BatchError 400 naming the property that is wrong
   */
  static CommandSpec ofTask(ObjectNode body) {
    return parse(body, Body.object(body, "constraints").orElseGet(Answer::object));
  }

  /**
   * Reads a release task, which has its time limit beside its command and no retries.
   *
   * @throws BatchError 400 naming the property that is wrong
   */
  static CommandSpec ofReleaseTask(ObjectNode body) {
    return parse(body, body);
  }

  private static CommandSpec parse(ObjectNode body, ObjectNode constraints) {
    List<ResourceFile> resources = new ArrayList<>();
    for (ObjectNode file : Body.objects(body, "resourceFiles")) {
      resources.add(resourceFile(file));
    }
    List<OutputFile> outputs = new ArrayList<>();
    for (ObjectNode file : Body.objects(body, "outputFiles")) {
      outputs.add(outputFile(file));
    }
    String commandLine = Body.required(body, "commandLine");
    if (commandLine.indexOf('\0') >= 0) {
      throw BatchError.invalidProperty("commandLine", "", "It must not hold a NUL.");
    }
    if (body.has("containerSettings")) {
      throw BatchError.notImplemented("containerSettings of a task");
    }
    return new CommandSpec(
        commandLine,
        List.copyOf(resources),
        List.copyOf(outputs),
        environment(body, "environmentSettings"),
        user(body),
        userName(body),
        Body.duration(constraints, "maxWallClockTime").filter(Times::isLimit),
        Body.integer(constraints, "maxTaskRetryCount", -1, Integer.MAX_VALUE, 0));
  }

  /**
   * Reads settings of the environment, by name.
   *
   * @throws BatchError 400 naming the one that is wrong
   */
  static Map<String, String> environment(ObjectNode body, String property) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (ObjectNode setting : Body.objects(body, property)) {
      String name = Body.required(setting, "name");
      String value = Body.optional(setting, "value").orElse("");
      if (name.indexOf('=') >= 0 || name.indexOf('\0') >= 0 || value.indexOf('\0') >= 0) {
        throw BatchError.invalidProperty(
            property, name, "A name has neither '=' nor NUL, a value no NUL.");
      }
      environment.put(name, value);
    }
    return environment;
  }

  private static AutoUser user(ObjectNode body) {
    Optional<ObjectNode> identity = Body.object(body, "userIdentity");
    if (identity.isEmpty()) {
      // "If omitted, the Task runs as a non-administrative user unique to the Task."
      return new AutoUser(AutoUser.Scope.TASK, AutoUser.Elevation.NONADMIN);
    }
    if (identity.get().has("username")) {
      if (identity.get().has("autoUser")) {
        throw BatchError.invalidProperty("userIdentity", "", "It is a username or an autoUser.");
      }
      return new AutoUser(AutoUser.Scope.TASK, AutoUser.Elevation.NONADMIN);
    }
    ObjectNode auto =
        Body.object(identity.get(), "autoUser")
            .orElseThrow(() -> BatchError.missingProperty("autoUser"));
    return new AutoUser(
        Body.choice(auto, "scope", AutoUser.Scope.class, AutoUser.Scope.POOL),
        Body.choice(auto, "elevationLevel", AutoUser.Elevation.class, AutoUser.Elevation.NONADMIN));
  }

  private static Optional<String> userName(ObjectNode body) {
    return Body.object(body, "userIdentity")
        .flatMap(identity -> Body.optional(identity, "username"));
  }

  private static ResourceFile resourceFile(ObjectNode file) {
    if (file.has("autoStorageContainerName")) {
      throw BatchError.invalidProperty(
          "autoStorageContainerName",
          Answer.text(file, "autoStorageContainerName"),
          "No storage account is linked to the account.");
    }
    int mode = mode(file);
    if (!file.has("storageContainerUrl")) {
      if (file.has("blobPrefix")) {
        throw BatchError.invalidProperty(
            "blobPrefix", Answer.text(file, "blobPrefix"), "It goes with a container only.");
      }
      return new ResourceBlob(
          url(file, "httpUrl"), Body.required(file, "filePath"), mode, identity(file));
    }
    if (file.has("httpUrl")) {
      throw BatchError.invalidProperty("httpUrl", "", "It does not go with storageContainerUrl.");
    }
    return new ResourceContainer(
        url(file, "storageContainerUrl"),
        Body.optional(file, "blobPrefix").orElse(""),
        Body.optional(file, "filePath").orElse(""),
        mode,
        identity(file));
  }

  private static URI url(ObjectNode file, String property) {
    // An address may hold a SAS, which no answer repeats.
    String url = Body.required(file, property);
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException e) {
      throw BatchError.invalidProperty(property, "", "It is no URL: " + e.getReason());
    }
    if (uri.getHost() == null
        || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
      throw BatchError.invalidProperty(property, "", "It has to be an http or https URL.");
    }
    return uri;
  }

  private static int mode(ObjectNode file) {
    String mode = Body.optional(file, "fileMode").orElse(Integer.toString(DEFAULT_MODE, 8));
    if (!mode.matches("[0-7]{1,4}")) {
      throw BatchError.invalidProperty(
          "fileMode", mode, "It has to be an octal number of at most four digits.");
    }
    return Integer.parseInt(mode, 8);
  }

  private static OutputFile outputFile(ObjectNode file) {
    ObjectNode container =
        Body.object(file, "destination")
            .flatMap(destination -> Body.object(destination, "container"))
            .orElseThrow(() -> BatchError.missingProperty("destination.container"));
    ObjectNode options =
        Body.object(file, "uploadOptions")
            .orElseThrow(() -> BatchError.missingProperty("uploadOptions"));
    Body.required(options, "uploadCondition");
    Map<String, String> headers = new LinkedHashMap<>();
    for (ObjectNode header : Body.objects(container, "uploadHeaders")) {
      headers.put(Body.required(header, "name"), Body.optional(header, "value").orElse(""));
    }
    return new OutputFile(
        Body.required(file, "filePattern"),
        Body.required(container, "containerUrl"),
        Body.optional(container, "path").orElse(""),
        Body.choice(
            options, "uploadCondition", UploadCondition.class, UploadCondition.TASKCOMPLETION),
        headers,
        identity(container));
  }

  /** The resource id of the identity that a file is asked for by. */
  static Optional<String> identity(ObjectNode file) {
    return Body.object(file, "identityReference")
        .map(reference -> Body.required(reference, "resourceId"));
  }
}
