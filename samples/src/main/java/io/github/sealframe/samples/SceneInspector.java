package io.github.sealframe.samples;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.PackageTree;
import io.github.sealframe.core.Refusal;
import io.github.sealframe.core.RelativePath;
import io.github.sealframe.core.Resolution;
import io.github.sealframe.core.Scene;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Asks Blender what a scene needs and how large its frames are. Blender opens the scene on this
 * machine, without running any script in it.
 */
final class SceneInspector {
  private static final int LIMIT_SECONDS = 300;

  private final String blender;

  /**
   * @param blender the Blender to ask: a path, or a name on the search path
   */
  SceneInspector(String blender) {
    this.blender = blender;
  }

  /**
   * Inspects a scene.
   *
   * @throws ConfigurationRefusal naming everything that keeps it from rendering elsewhere
   */
  Scene inspect(Path scene) throws IOException {
    if (!Files.isRegularFile(scene)) {
      throw new ConfigurationRefusal(
          "render", scene.toString(), "there is no such file", "name a saved .blend");
    }
    Path blend = scene.toRealPath();
    JsonNode facts = ask(blend);
    List<String> problems = new ArrayList<>();
    if (!facts.path("camera").asBoolean()) {
      problems.add(
          Refusal.line("render", scene.toString(), "it has no camera", "add one and save it"));
    }
    Map<Path, String> files = new TreeMap<>();
    for (JsonNode dependency : facts.path("dependencies")) {
      add(files, dependency, scene, problems);
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationRefusal(problems);
    }
    files.put(blend, "");
    return scene(
        blend,
        List.copyOf(files.keySet()),
        new Resolution(facts.path("width").asInt(), facts.path("height").asInt()));
  }

  private static void add(
      Map<Path, String> files, JsonNode dependency, Path scene, List<String> problems) {
    String reference = dependency.path("reference").asText();
    boolean exists = dependency.path("exists").asBoolean();
    if (!exists && dependency.path("kind").asText().equals("folder")) {
      return; // A cache that Blender has not filled yet.
    }
    if (!exists) {
      problems.add(
          Refusal.line(
              "render",
              scene.toString(),
              "the file `" + reference + "` that it uses is missing",
              "put it back, or pack it into the .blend"));
    } else if (!reference.startsWith("//")) {
      problems.add(
          Refusal.line(
              "render",
              scene.toString(),
              "it uses `" + reference + "` by an absolute path, which no node has",
              "use File > External Data > Make Paths Relative and save"));
    } else {
      files.put(Path.of(dependency.path("path").asText()).toAbsolutePath().normalize(), reference);
    }
  }

  /** Places every file relative to the deepest folder that holds all of them. */
  private static Scene scene(Path blend, List<Path> files, Resolution resolution)
      throws IOException {
    Path folder = blend.getParent();
    for (Path file : files) {
      while (!file.startsWith(folder)) {
        folder = folder.getParent();
      }
    }
    PackageTree tree = PackageTree.empty();
    List<String> problems = new ArrayList<>();
    RelativePath place = null;
    for (Path file : files) {
      String at = folder.relativize(file).toString();
      if (RelativePath.refusal(at).isPresent()) {
        problems.add(
            Refusal.line(
                "package", file.toString(), RelativePath.refusal(at).get(), "rename the file"));
        continue;
      }
      RelativePath path = new RelativePath(at);
      place = file.equals(blend) ? path : place;
      tree = tree.with(path, file.toRealPath());
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationRefusal(problems);
    }
    return new Scene(tree, place, resolution);
  }

  private JsonNode ask(Path blend) throws IOException {
    try (TemporaryFolder folder = TemporaryFolder.create("sealframe-inspect-")) {
      Path script = folder.path().resolve("inspect_scene.py");
      Path answer = folder.path().resolve("facts.json");
      Path log = folder.path().resolve("blender.log");
      try (InputStream in = SceneInspector.class.getResourceAsStream("inspect_scene.py")) {
        Files.copy(in, script);
      }
      int exitCode = run(blend, script, answer, log);
      if (exitCode != 0 || !Files.exists(answer)) {
        throw new ConfigurationRefusal(
            "open", blend.toString(), "Blender cannot: " + reason(log), "save it again in Blender");
      }
      return Json.parse(Files.readString(answer));
    }
  }

  private int run(Path blend, Path script, Path answer, Path log) throws IOException {
    List<String> command =
        List.of(
            blender,
            "-b",
            "-noaudio",
            "-Y",
            "--factory-startup",
            "--python-exit-code",
            "7",
            "-P",
            script.toString(),
            "--",
            blend.toString(),
            answer.toString());
    Process process = start(command, log);
    try {
      if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
        throw new ConfigurationRefusal(
            "open",
            blend.toString(),
            "Blender did not answer in " + LIMIT_SECONDS + " s",
            "open it in Blender and see what keeps it");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while Blender opened the scene", e);
    } finally {
      process.destroyForcibly();
    }
  }

  private Process start(List<String> command, Path log) {
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(log.toFile())
          .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
          .start();
    } catch (IOException e) {
      throw new ConfigurationRefusal(
          "start Blender",
          blender,
          "it is not there or cannot run",
          "install it, or name it with --blender");
    }
  }

  private static String reason(Path log) throws IOException {
    return Files.readAllLines(log, StandardCharsets.ISO_8859_1).stream()
        .filter(line -> line.startsWith("sealframe: "))
        .map(line -> line.substring("sealframe: ".length()))
        .findFirst()
        .orElse("it is no scene that this Blender can read");
  }
}
