package io.github.sealframe.samples;

import io.github.sealframe.core.CheckBefore;
import io.github.sealframe.core.PoolShape;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.ProductionPolicy;
import io.github.sealframe.emulator.BatchEmulator;
import io.github.sealframe.integrity.NodePackageGate;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import picocli.CommandLine;

/**
 * A running emulator with Azurite, and scenes made by Blender. Sealed packages are kept from test
 * to test, so that Blender is packed once.
 */
final class FarmFixture implements AutoCloseable {
  /** One for each JVM, since a wrap of one test clears what another is about to use. */
  static final Path WORK =
      Path.of("target", "it", System.getProperty("test.work", "work")).toAbsolutePath();

  private static final Path SCRIPTS = Path.of("blender").toAbsolutePath();

  private final LocalServices services;
  private final Path endpoints;

  FarmFixture(Path folder) throws IOException {
    this(folder, node -> {});
  }

  FarmFixture(Path folder, Consumer<Path> beforeStartTask) throws IOException {
    this(folder, BatchEmulator.Settings.defaults().withBeforeStartTask(beforeStartTask));
  }

  FarmFixture(Path folder, BatchEmulator.Settings settings) throws IOException {
    services = LocalServices.start(settings, 0, Optional.empty(), Optional.empty());
    endpoints = folder.resolve("emulator.json");
    Files.writeString(endpoints, services.endpoints().text() + "\n");
  }

  LocalEndpoints endpoints() {
    return services.endpoints();
  }

  /** What this machine did on this farm for a production. */
  Path journal(ProductionCode code) {
    return WORK.resolve("journal/" + code + "-emulator-" + endpoints().tag() + ".journal");
  }

  /** The production that renders on this farm. */
  static Production production() {
    return production(CheckBefore.EACH_JOB);
  }

  static Production production(CheckBefore checkBefore) {
    return new Production(
        LocalServices.PRODUCTION,
        PoolShape.ofEmulator(),
        Optional.empty(),
        checkBefore,
        WORK,
        new NodePackageGate(WORK),
        ProductionPolicy.ofEmulator());
  }

  /** A connection to this farm. */
  OpenFarm open() throws IOException {
    FarmOptions options = new FarmOptions();
    new CommandLine(options).parseArgs(with());
    return options.openRunning();
  }

  /** A connection to this farm whose Batch service is reached by another address. */
  OpenFarm openBy(URI batch) throws IOException {
    LocalEndpoints own = services.endpoints();
    Path other = Files.createTempFile(endpoints.getParent(), "by", ".json");
    Files.writeString(
        other, new LocalEndpoints(batch, own.account(), own.key(), own.blob()).text() + "\n");
    FarmOptions options = new FarmOptions();
    new CommandLine(options).parseArgs("--emulator", other.toString(), "--work", WORK.toString());
    return options.openRunning();
  }

  /** Runs a verb against this farm. */
  Cli.Run run(String... args) {
    return Cli.run(with(args));
  }

  /** Runs a verb against this farm as on another machine, with a work folder of its own. */
  Cli.Run runElsewhere(Path work, String... args) {
    List<String> words = new ArrayList<>(List.of(args));
    words.addAll(List.of("--emulator", endpoints.toString(), "--work", work.toString()));
    return Cli.run(words.toArray(new String[0]));
  }

  /** The words of a verb, and those that name this farm. */
  String[] with(String... args) {
    List<String> words = new ArrayList<>(List.of(args));
    words.addAll(List.of("--emulator", endpoints.toString()));
    words.addAll(List.of("--work", WORK.toString()));
    return words.toArray(new String[0]);
  }

  /** The scene of the demo, made once. */
  static Path demoScene() throws IOException {
    Path script = SCRIPTS.resolve("demo_scene.py");
    String key = Integer.toHexString(Files.readString(script).hashCode());
    return made("demo-" + key, folder -> python(script, folder.toString())).resolve("demo.blend");
  }

  /** A scene of a few pixels, which renders at once. */
  static Path smallScene() throws IOException {
    return scene("small", "");
  }

  /** A scene of a few pixels that a line of Python changes before it is saved. */
  static Path scene(String name, String python) throws IOException {
    String key = Integer.toHexString(python.hashCode());
    String script =
        """
        import sys
        import bpy
        scene = bpy.context.scene
        scene.render.engine = 'CYCLES'
        scene.cycles.samples = 1
        scene.cycles.use_denoising = False
        scene.render.resolution_x = 64
        scene.render.resolution_y = 36
        scene.render.resolution_percentage = 100
        %s
        bpy.ops.wm.save_as_mainfile(filepath=sys.argv[-1], relative_remap=False)
        """
            .formatted(python);
    String file = name + ".blend";
    return made(
            name + "-" + key,
            folder ->
                python(
                    Files.writeString(folder.resolve("make.py"), script),
                    folder.resolve(file).toString()))
        .resolve(file);
  }

  @FunctionalInterface
  private interface Maker {
    void make(Path folder) throws IOException;
  }

  /** A folder that is there as a whole or not at all, since another JVM may make it as well. */
  private static Path made(String name, Maker maker) throws IOException {
    Path folder = Path.of("target", "it", name).toAbsolutePath();
    if (!Files.exists(folder)) {
      Files.createDirectories(folder.getParent());
      Path making = Files.createTempDirectory(folder.getParent(), name);
      maker.make(making);
      try {
        Files.move(making, folder, StandardCopyOption.ATOMIC_MOVE);
      } catch (FileSystemException e) {
        // The other JVM was quicker.
        if (!Files.exists(folder)) {
          throw e;
        }
      }
    }
    return folder;
  }

  private static void python(Path script, String argument) throws IOException {
    blender(
        "-b",
        "-noaudio",
        "-Y",
        "--factory-startup",
        "--python-exit-code",
        "7",
        "-P",
        script.toString(),
        "--",
        argument);
  }

  /** Runs Blender, as a person would, without anything of ours. */
  static void blender(String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of("blender"));
    command.addAll(List.of(args));
    Path log = Files.createTempFile("blender", ".log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      if (!process.waitFor(5, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new AssertionError("Blender failed, is it installed?\n" + Files.readString(log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      process.destroyForcibly();
      Files.delete(log);
    }
  }

  @Override
  public void close() {
    services.close();
  }
}
