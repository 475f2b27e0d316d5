package io.github.sealframe.emulator.internal;

import io.github.sealframe.emulator.internal.CommandSpec.OutputFile;
import io.github.sealframe.emulator.internal.CommandSpec.ResourceFile;
import io.github.sealframe.emulator.internal.CommandSpec.UploadCondition;
import io.github.sealframe.emulator.internal.Failure.Category;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One run of a command on a node: resource files, process, output files.
 *
 * <p>{@link #run} blocks its thread as long as the process lives; {@link #stop} may come from any
 * other.
 */
final class CommandRun {

  static final String PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  /**
   * What every run needs of the emulator.
   *
   * @param timers ends runs that take longer than they may
   */
  record Tools(
      NodeProcess.Launcher launcher,
      ResourceFiles resourceFiles,
      OutputFiles outputFiles,
      ScheduledExecutorService timers,
      Clock clock) {}

  /**
   * Where and as whom a command runs, with what, and whether it begins with an empty folder.
   *
   * @param entrance words that put the process into the group of its node; none for no group
   * @param prelude what a shell does before it becomes the command; empty for no shell
   */
  record Place(
      List<String> entrance,
      String prelude,
      Path directory,
      String permissions,
      RunUser user,
      Map<String, String> environment,
      Earlier earlier,
      List<ApplicationPackage> packages,
      List<PoolIdentity> identities) {

    Path workingDirectory() {
      return directory.resolve("wd");
    }
  }

  /**
   * What becomes of the folder of an earlier run, and of what this run's process leaves running.
   */
  enum Earlier {
    /** Tasks: each run begins with an empty folder, and nothing outlives it. */
    REMOVED,
    /** StartTasks: they run again in the same folder, and may leave daemons running. */
    KEPT
  }

  private final Tools tools;
  private final CommandSpec spec;
  private final Place place;
  private final Interruptible interruptible = new Interruptible();

  CommandRun(Tools tools, CommandSpec spec, Place place) {
    this.tools = tools;
    this.spec = spec;
    this.place = place;
  }

  /** Kills the process with all that it started, or gives up what comes before or after it. */
  void stop() {
    interruptible.stop();
  }

  /** Whether it was stopped, though it may have ended before. */
  boolean isStopped() {
    return interruptible.isStopped();
  }

  /** Runs the command to its end; what goes wrong on the way is part of the outcome. */
  Outcome run() throws InterruptedException {
    Instant start = tools.clock().instant();
    OptionalInt exitCode = OptionalInt.empty();
    Optional<Failure> failure;
    try {
      requireUser();
      unpackPackages();
      prepareFolder();
      for (ResourceFile file : spec.resourceFiles()) {
        tools.resourceFiles().fetch(file, place, interruptible);
      }
      handOver();
      AtomicBoolean tooLong = new AtomicBoolean();
      int code = runProcess(tooLong);
      exitCode = OptionalInt.of(code);
      failure = code == 0 ? Optional.empty() : Optional.of(Failure.exitCode(code));
      if (tooLong.get()) {
        failure =
            Optional.of(
                Failure.ended(
                    "The task ran longer than its maxWallClockTime " + spec.wallClock().get()));
      }
      failure = upload(failure);
    } catch (CommandFailure e) {
      failure = Optional.of(e.failure());
    }
    return new Outcome(start, tools.clock().instant(), exitCode, failure);
  }

  private void requireUser() throws CommandFailure {
    if (place.user() instanceof RunUser.Missing missing) {
      throw new CommandFailure(
          Failure.before(
              Category.USERERROR,
              "UserAccountNotFound",
              "The pool has no user account " + missing.name() + " for the command to run as"));
    }
  }

  private void unpackPackages() throws CommandFailure {
    for (ApplicationPackage one : place.packages()) {
      try {
        one.unpack();
      } catch (IOException e) {
        throw new CommandFailure(
            Failure.before(
                Category.USERERROR,
                "ApplicationPackageError",
                "The package " + one.zip().getFileName() + ": " + e));
      }
    }
  }

  private void prepareFolder() throws CommandFailure {
    try {
      if (place.earlier() == Earlier.REMOVED) {
        FileTree.delete(place.directory());
      }
      NodeFolders.folder(place.directory(), place.permissions());
      NodeFolders.folder(place.workingDirectory(), place.permissions());
      for (Path output : List.of(stdout(), stderr())) {
        Files.deleteIfExists(output);
        Files.createFile(output);
        place.user().own(output);
      }
    } catch (IOException e) {
      throw folderFailure(e);
    }
  }

  /**
   * Last before the command: while root writes into the folder, nobody else may put links there.
   */
  private void handOver() throws CommandFailure {
    try {
      place.user().own(place.workingDirectory());
      place.user().own(place.directory());
    } catch (IOException e) {
      throw folderFailure(e);
    }
  }

  private CommandFailure folderFailure(IOException reason) {
    return new CommandFailure(
        Failure.before(
            Category.SERVERERROR,
            "ResourceDirectoryCreateFailed",
            "The folder " + place.directory() + ": " + reason));
  }

  private int runProcess(AtomicBoolean tooLong) throws CommandFailure, InterruptedException {
    List<String> words = resolved();
    NodeProcess process;
    try {
      process =
          tools
              .launcher()
              .start(
                  new NodeProcess.Invocation(
                      place.entrance(),
                      place.prelude().isEmpty() ? words : hindered(words),
                      place.workingDirectory(),
                      place.environment(),
                      place.user(),
                      stdout(),
                      stderr()));
    } catch (IOException e) {
      throw new CommandFailure(
          Failure.before(
              Category.USERERROR, "CommandLaunchFailed", "Starting " + words.get(0) + ": " + e));
    }
    interruptible.waitingFor(process::kill);
    Optional<ScheduledFuture<?>> limit =
        spec.wallClock().map(longest -> limit(longest, process, tooLong));
    try {
      return process.waitFor();
    } finally {
      limit.ifPresent(timer -> timer.cancel(false));
      interruptible.waitOver();
      if (place.earlier() == Earlier.REMOVED) {
        process.killLeftovers();
      }
    }
  }

  private List<String> hindered(List<String> words) {
    List<String> all =
        new ArrayList<>(List.of("/bin/sh", "-c", place.prelude() + "exec \"$0\" \"$@\""));
    all.addAll(words);
    return all;
  }

  private ScheduledFuture<?> limit(Duration longest, NodeProcess process, AtomicBoolean tooLong) {
    return tools
        .timers()
        .schedule(
            () -> {
              tooLong.set(true);
              process.kill();
            },
            longest.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** The words of the command line with the program as a path, found as execvp would. */
  private List<String> resolved() throws CommandFailure {
    CommandLine line;
    try {
      line = CommandLine.split(spec.commandLine());
    } catch (IllegalArgumentException e) {
      throw new CommandFailure(
          Failure.before(Category.USERERROR, "CommandLaunchFailed", e.getMessage()));
    }
    List<Path> candidates = new ArrayList<>();
    if (line.program().contains("/")) {
      candidates.add(place.workingDirectory().resolve(line.program()));
    } else {
      for (String folder : place.environment().getOrDefault("PATH", PATH).split(":", -1)) {
        candidates.add(place.workingDirectory().resolve(folder).resolve(line.program()));
      }
    }
    for (Path candidate : candidates) {
      if (Files.isRegularFile(candidate) && Files.isExecutable(candidate)) {
        List<String> words = new ArrayList<>(line.words());
        words.set(0, candidate.toString());
        return words;
      }
    }
    throw new CommandFailure(
        Failure.before(
            Category.USERERROR,
            "CommandProgramNotFound",
            "The program " + line.program() + " of the command line was not found on the node"));
  }

  private Optional<Failure> upload(Optional<Failure> failure) {
    for (OutputFile output : spec.outputFiles()) {
      boolean wanted =
          output.condition() == UploadCondition.TASKCOMPLETION
              || (output.condition() == UploadCondition.TASKSUCCESS) == failure.isEmpty();
      if (!wanted) {
        continue;
      }
      if (interruptible.isStopped()) {
        // A command that succeeded is no success without its files.
        return failure.or(
            () -> Optional.of(Failure.ended("The task was ended before its files were stored")));
      }
      try {
        tools.outputFiles().upload(output, place, interruptible);
      } catch (CommandFailure e) {
        // The command's own failure says more than that its outputs could not be stored either.
        return failure.isPresent() ? failure : Optional.of(e.failure());
      }
    }
    return failure;
  }

  private Path stdout() {
    return place.directory().resolve("stdout.txt");
  }

  private Path stderr() {
    return place.directory().resolve("stderr.txt");
  }
}
