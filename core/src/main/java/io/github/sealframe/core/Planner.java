package io.github.sealframe.core;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Turns a request into a plan: seals both packages on this machine, and derives pool, job and tasks
 * from them. Asks no service and sends nothing. Thread-safe.
 */
public final class Planner {
  /**
   * Longest command line of a task, in characters. A chunk of frames that follow no pattern may
   * need more; smaller chunks never do.
   */
  static final int MAX_COMMAND = 8000;

  private static final int POOL_DIGITS = 12;
  private static final RelativePath BLENDER = new RelativePath("blender");
  private static final List<String> RENDER_CODE = List.of("render.sh", "render.py");

  private final PackageGate gate;
  private final Path work;
  private final ProductionPolicy policy;

  /**
   * @param gate seals the packages
   * @param work a folder for files that the plan makes; reused from plan to plan
   * @param policy what the production may render with
   */
  public Planner(PackageGate gate, Path work, ProductionPolicy policy) {
    this.gate = gate;
    this.work = work;
    this.policy = policy;
  }

  /**
   * Plans a request. The same request gives the same plan on every machine.
   *
   * @throws PolicyRefusal naming everything that the production's policy does not allow
   * @throws IntegrityRefusal when something in a package cannot be packaged, or the renderer is not
   *     approved
   * @throws ConfigurationRefusal when the renderer has no executable {@code blender} in its root,
   *     or a chunk's frames do not fit a command line
   * @throws IOException when a file of a package cannot be read
   */
  public RenderPlan plan(RenderRequest request) throws IOException {
    List<WaivedFinding> waived = policy.check(request.pool());
    SealedPackage renderer = gate.seal(request.renderer(), BLENDER);
    Optional<PackageApproval> approval = policy.approval(renderer.pin());
    SealedPackage scene = gate.seal(sceneTree(request.scene()));
    GateTask start = check(renderer, ContainerRole.PACKAGES, request.pool());
    GateTask preparation = check(scene, ContainerRole.INPUT, request.pool());

    PoolId pool = poolId(request.production(), request.pool(), start);
    List<PlanRecord.Chunk> chunks = chunks(request.frames().chunks(request.chunk()));
    PlanRecord record =
        new PlanRecord(
            request.production(),
            pool,
            request.scene().resolution(),
            inputs(start, preparation),
            chunks,
            terms(request, start, preparation, renderer, scene, approval));
    JobPlan job =
        new JobPlan(
            record.job(),
            pool,
            request.production(),
            request.priority(),
            request.taskLimit(),
            preparation,
            tasks(record, request.checkBefore(), renderer.pin(), scene.pin()));
    return new RenderPlan(
        record,
        new PoolPlan(pool, request.production(), request.pool(), start, request.nodes()),
        job,
        renderer,
        scene,
        approval,
        waived);
  }

  private GateTask check(SealedPackage sealed, ContainerRole role, PoolShape shape) {
    return gate.check(sealed, role).told(PackageGate.IMAGE_VARIABLE, shape.image());
  }

  /** The scene's files, and the code that renders them, so that one pin covers both. */
  private PackageTree sceneTree(Scene scene) throws IOException {
    PackageTree tree = PackageTree.empty();
    for (PackageTree.Source source : scene.files().sources()) {
      RelativePath at =
          source.at().map(path -> path.in("scene")).orElseGet(() -> new RelativePath("scene"));
      tree = tree.with(at, source.path());
    }
    for (String name : RENDER_CODE) {
      tree = tree.with(new RelativePath(name), kept(resource(name)));
    }
    byte[] blend = (scene.blend().in("scene") + "\n").getBytes(StandardCharsets.UTF_8);
    return tree.with(new RelativePath("scene.txt"), kept(blend));
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = Planner.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  /** Bytes as a file, since packages are made of files; named by digest, so it is written once. */
  private Path kept(byte[] bytes) throws IOException {
    Path file = work.resolve("files").resolve(Sha256.of(bytes).hex());
    if (!Files.exists(file)) {
      Files.createDirectories(file.getParent());
      Path part = Files.createTempFile(file.getParent(), "part", null);
      Files.write(part, bytes);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }
    return file;
  }

  private static PoolId poolId(ProductionCode production, PoolShape shape, GateTask start) {
    String identity =
        String.join(
            "\n",
            shape.image(),
            shape.nodeAgentSku(),
            shape.vmSize(),
            shape.subnet().orElse(""),
            shape.identity().orElse(""),
            shape.protection().code(),
            start.commandLine());
    Sha256 digest = Sha256.of(identity.getBytes(StandardCharsets.UTF_8));
    return new PoolId(production + "-" + digest.hex().substring(0, POOL_DIGITS));
  }

  private static List<PlanRecord.Input> inputs(GateTask start, GateTask preparation) {
    return Stream.concat(
            inputs(PlanRecord.START, start), inputs(PlanRecord.PREPARATION, preparation))
        .toList();
  }

  private static Stream<PlanRecord.Input> inputs(String name, GateTask task) {
    return task.inputs().stream()
        .map(input -> new PlanRecord.Input(name, input.fileName(), input.blob(), input.digest()));
  }

  /** All that a live pool or job is compared with later, when there is only the record. */
  private static Map<String, String> terms(
      RenderRequest request,
      GateTask start,
      GateTask preparation,
      SealedPackage renderer,
      SealedPackage scene,
      Optional<PackageApproval> approval) {
    Map<String, String> terms = new HashMap<>();
    terms.put("verify", request.checkBefore().label());
    terms.put(PlanRecord.PRIORITY, Integer.toString(request.priority()));
    terms.put(PlanRecord.TASK_LIMIT, request.taskLimit().toString());
    terms.put("renderer", renderer.pin().hex());
    terms.put("scene", scene.pin().hex());
    terms.put(
        PlanRecord.APPROVAL,
        approval.map(PackageApproval::digest).map(Sha256::hex).orElse(PlanRecord.NO_APPROVAL));
    terms.put(PlanRecord.START, start.commandLine());
    terms.put(PlanRecord.PREPARATION, preparation.commandLine());
    PoolShape shape = request.pool();
    terms.put(PlanRecord.IMAGE, shape.image());
    terms.put(PlanRecord.NODE_AGENT, shape.nodeAgentSku());
    terms.put(PlanRecord.VM_SIZE, shape.vmSize());
    terms.put(PlanRecord.PROTECTION, shape.protection().code());
    shape.subnet().ifPresent(subnet -> terms.put(PlanRecord.SUBNET, subnet));
    shape.identity().ifPresent(identity -> terms.put(PlanRecord.IDENTITY, identity));
    return terms;
  }

  /** Ids count the chunks and name their first and last frame: {@code 00002-5-8}, m for minus. */
  private static List<PlanRecord.Chunk> chunks(List<FrameSet> sets) {
    List<PlanRecord.Chunk> chunks = new ArrayList<>(sets.size());
    for (FrameSet set : sets) {
      int[] frames = set.frames().toArray();
      String first = idPart(frames[0]);
      String last = frames.length > 1 ? "-" + idPart(frames[frames.length - 1]) : "";
      TaskId id = new TaskId(String.format("%05d-%s%s", chunks.size() + 1, first, last));
      chunks.add(new PlanRecord.Chunk(id, set));
    }
    return chunks;
  }

  private static String idPart(int frame) {
    return frame < 0 ? "m" + -(long) frame : Integer.toString(frame);
  }

  private List<TaskPlan> tasks(
      PlanRecord record, CheckBefore checkBefore, Sha256 renderer, Sha256 scene) {
    JobId job = record.job();
    String check =
        switch (checkBefore) {
          case EACH_JOB -> "";
          case EVERY_TASK -> gate.checkAgain(List.of(renderer, scene));
        };
    return record.chunks().stream()
        .map(
            chunk ->
                new TaskPlan(
                    chunk.task(),
                    command(check, renderer, scene, record.resolution(), chunk),
                    chunk.frames(),
                    PlanRecord.outputs(job, chunk.task())))
        .toList();
  }

  /**
   * Made of fixed words, hexadecimal digits and numbers only: no text of a user comes near a shell.
   */
  private static String command(
      String check, Sha256 renderer, Sha256 scene, Resolution resolution, PlanRecord.Chunk chunk) {
    String command =
        "/bin/sh -c '"
            + check
            + "exec /bin/sh \"$AZ_BATCH_NODE_ROOT_DIR/"
            + PackageGate.NODE_FOLDER
            + "/"
            + scene
            + "/render.sh\" "
            + String.join(
                " ", renderer.hex(), scene.hex(), resolution.toString(), chunk.frames().inOrder())
            + "'";
    if (command.length() > MAX_COMMAND) {
      throw new ConfigurationRefusal(
          "plan",
          "task " + chunk.task(),
          "its frames do not fit a command line of " + MAX_COMMAND + " characters",
          "take a smaller --chunk");
    }
    return command;
  }
}
