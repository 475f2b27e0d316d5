package io.github.sealframe.core;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be rendered, where, and by which renderer. Made by a {@link #builder()}, which reports
 * every problem at once.
 *
 * @param production whose scene it is
 * @param scene the scene
 * @param renderer the Blender package; has {@code blender} in its root
 * @param frames the frames
 * @param chunk frames in a task at most
 * @param priority -1000 to 1000, higher first
 * @param taskLimit how long a task may run before it is stopped
 * @param pool what the nodes are made of
 * @param nodes nodes to render on
 * @param checkBefore before what nodes check their packages
 */
public record RenderRequest(
    ProductionCode production,
    Scene scene,
    PackageTree renderer,
    FrameSet frames,
    int chunk,
    int priority,
    Duration taskLimit,
    PoolShape pool,
    int nodes,
    CheckBefore checkBefore) {

  /** A builder with a chunk of 1 frame, priority 0, a limit of 4 hours for each task and 1 node. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects a request; not thread-safe. */
  public static final class Builder {
    private ProductionCode production;
    private Scene scene;
    private PackageTree renderer;
    private FrameSet frames;
    private int chunk = 1;
    private int priority;
    private Duration taskLimit = Duration.ofHours(4);
    private PoolShape pool;
    private int nodes = 1;
    private CheckBefore checkBefore = CheckBefore.EACH_JOB;
    private final List<String> problems = new ArrayList<>();

    private Builder() {}

    /** Whose scene it is: `p` and ten characters of a-z and 2-7. */
    public Builder production(String code) {
      try {
        production = new ProductionCode(code);
      } catch (IllegalArgumentException e) {
        problem("read", "the production code", e, "take the code that the production was given");
      }
      return this;
    }

    /** The scene to render. */
    public Builder scene(Scene value) {
      scene = value;
      return this;
    }

    /**
     * The Blender package: a folder with {@code blender} and its data, or an archive of one. What
     * is in an archive is looked at by the planner.
     */
    public Builder renderer(Path path) {
      if (!Files.isRegularFile(path) && !Files.isRegularFile(path.resolve("blender"))) {
        problems.add(
            Refusal.line(
                "use the Blender package",
                path.toString(),
                "it has no file `blender` in its root",
                "name the folder that Blender was unpacked to, or its archive"));
      }
      return renderer(PackageTree.of(path));
    }

    /** The files of the Blender package, with {@code blender} in its root. */
    public Builder renderer(PackageTree tree) {
      renderer = tree;
      return this;
    }

    /** The frames, as an expression. */
    public Builder frames(String expression) {
      try {
        frames = FrameSet.parse(expression);
      } catch (FrameExpressionException e) {
        problem("read", "the frames `" + expression + "`", e, "write them as in 1-24 or 1-10x3,15");
      }
      return this;
    }

    /** Frames in a task at most, 1 or more. */
    public Builder chunk(int value) {
      return inRange("chunk", value, 1, FrameSet.MAX_FRAMES, () -> chunk = value);
    }

    /** Priority of the job among others of the pool, -1000 to 1000. */
    public Builder priority(int value) {
      return inRange("priority", value, -1000, 1000, () -> priority = value);
    }

    /** How long one task may run, 1 minute to 7 days, in whole seconds. */
    public Builder taskLimit(Duration value) {
      return inRange(
          "task limit in minutes", value.toMinutes(), 1, 7 * 24 * 60, () -> taskLimit = value);
    }

    /** What the nodes are made of. */
    public Builder pool(PoolShape value) {
      pool = value;
      return this;
    }

    /** Nodes to render on, 1 to 1000. */
    public Builder nodes(int value) {
      return inRange("nodes", value, 1, 1000, () -> nodes = value);
    }

    /** Before what nodes check their packages; each job when it is not said. */
    public Builder checkBefore(CheckBefore value) {
      checkBefore = value;
      return this;
    }

    /** Adds a problem that the caller found, to be reported with the others. */
    public Builder problem(String line) {
      problems.add(line);
      return this;
    }

    /**
     * Ends the request.
     *
     * @throws ConfigurationRefusal naming every problem
     */
    public RenderRequest build() {
      List<String> all = new ArrayList<>(problems);
      if (all.isEmpty()) {
        missing(all, production, "production");
        missing(all, scene, "scene");
        missing(all, renderer, "Blender package");
        missing(all, frames, "frame expression");
        missing(all, pool, "pool shape");
      }
      if (!all.isEmpty()) {
        throw new ConfigurationRefusal(all);
      }
      return new RenderRequest(
          production,
          scene,
          renderer,
          frames,
          chunk,
          priority,
          taskLimit,
          pool,
          nodes,
          checkBefore);
    }

    private static void missing(List<String> problems, Object value, String name) {
      if (value == null) {
        problems.add(Refusal.line("plan", "the render", "there is no " + name, "give one"));
      }
    }

    private Builder inRange(String name, long value, long least, long most, Runnable set) {
      if (value < least || value > most) {
        problems.add(
            Refusal.line(
                "use",
                name + " " + value,
                "it is out of range",
                "take one from " + least + " to " + most));
      } else {
        set.run();
      }
      return this;
    }

    private void problem(String tried, String on, IllegalArgumentException why, String next) {
      problems.add(Refusal.line(tried, on, why.getMessage(), next));
    }
  }
}
