package io.github.sealframe.core;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The part of a plan that is kept in the control container for as long as the job is of interest:
 * whoever follows or downloads the job later learns from it what was planned. A job's id ends in
 * the first 16 digits of its record's SHA-256, so that a changed record is noticed. Immutable.
 *
 * <p>The text has a first line {@code #sealframe-plan 1}, lines of a name and a value, and a last
 * line {@code #end}.
 */
public final class PlanRecord {
  /** The term that has the digest of the renderer's approval. */
  static final String APPROVAL = "approval";

  /** Its value in a production that renders without. */
  static final String NO_APPROVAL = "none";

  private static final String FIRST = "#sealframe-plan 1";
  private static final String LAST = "#end";
  private static final int ID_DIGITS = 16;

  static final String START = "start";
  static final String PREPARATION = "preparation";
  static final String PRIORITY = "priority";
  static final String TASK_LIMIT = "task-limit";
  static final String IMAGE = "image";
  static final String NODE_AGENT = "node-agent";
  static final String VM_SIZE = "vm-size";
  static final String SUBNET = "subnet";
  static final String IDENTITY = "identity";
  static final String PROTECTION = "protection";

  /** A record names what nodes are given by its digest; the bytes are where it was submitted. */
  private static final Content ELSEWHERE =
      new Content() {
        @Override
        public long size() throws IOException {
          throw new IOException("a plan's record does not hold it");
        }

        @Override
        public InputStream open() throws IOException {
          throw new IOException("a plan's record does not hold it");
        }
      };

  private final ProductionCode production;
  private final PoolId pool;
  private final Resolution resolution;
  private final List<Input> inputs;
  private final List<Chunk> chunks;
  private final Map<String, String> terms;
  private final String text;
  private final Sha256 digest;

  PlanRecord(
      ProductionCode production,
      PoolId pool,
      Resolution resolution,
      List<Input> inputs,
      List<Chunk> chunks,
      Map<String, String> terms) {
    this.production = production;
    this.pool = pool;
    this.resolution = resolution;
    this.inputs = List.copyOf(inputs);
    this.chunks = List.copyOf(chunks);
    this.terms = new TreeMap<>(terms);
    this.text = text(this.terms);
    this.digest = Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * A file given to nodes.
   *
   * @param gate {@code start} or {@code preparation}
   * @param fileName its name on the node
   * @param blob where it lies
   * @param digest what its bytes must be
   */
  record Input(String gate, String fileName, BlobRef blob, Sha256 digest) {}

  /**
   * A task of the plan.
   *
   * @param task which
   * @param frames its frames, in the order rendered
   */
  public record Chunk(TaskId task, FrameSet frames) {}

  /** The production. */
  public ProductionCode production() {
    return production;
  }

  /** The pool that the job runs on. */
  public PoolId pool() {
    return pool;
  }

  /** The job, by an id that follows from this record. */
  public JobId job() {
    return new JobId(production + "-" + digest.hex().substring(0, ID_DIGITS));
  }

  /** Size of the frames. */
  public Resolution resolution() {
    return resolution;
  }

  /**
   * Pin of the renderer package.
   *
   * @throws IntegrityRefusal when the record names none
   */
  public Sha256 renderer() {
    return pin("renderer");
  }

  /**
   * Pin of the scene package.
   *
   * @throws IntegrityRefusal when the record names none
   */
  public Sha256 scene() {
    return pin("scene");
  }

  private Sha256 pin(String name) {
    try {
      return new Sha256(terms.getOrDefault(name, ""));
    } catch (IllegalArgumentException e) {
      throw changed(job(), "it names no pin of its " + name);
    }
  }

  /** The tasks, in the order of the frames. */
  public List<Chunk> chunks() {
    return chunks;
  }

  /**
   * The digest of the renderer package's approval, which lies at {@link PackageApproval#place};
   * empty when the plan was made without approvals.
   */
  public Optional<Sha256> approval() {
    return Optional.of(terms.getOrDefault(APPROVAL, NO_APPROVAL))
        .filter(value -> !value.equals(NO_APPROVAL))
        .map(Sha256::new);
  }

  /** Prefix of the blobs that a task of the job writes. */
  public static String outputs(JobId job, TaskId task) {
    return job + "/" + task + "/";
  }

  /** Where the record of a job lies. */
  public static BlobRef place(JobId job) {
    return new BlobRef(ContainerRole.CONTROL, "plans/" + job + ".txt");
  }

  List<Input> inputs() {
    return inputs;
  }

  /**
   * The pool as planned, to be compared with the live one by whoever has nothing but this record.
   * How many nodes it has is no part of a plan's identity.
   *
   * @throws IntegrityRefusal when the record does not say
   */
  PoolPlan poolPlan() {
    PoolShape shape =
        new PoolShape(
            term(IMAGE),
            term(NODE_AGENT),
            term(VM_SIZE),
            Optional.ofNullable(terms.get(SUBNET)),
            Optional.ofNullable(terms.get(IDENTITY)),
            protection());
    return new PoolPlan(pool, production, shape, gate(START), 1);
  }

  /**
   * The job as planned, without its tasks, to be compared with the live one.
   *
   * @throws IntegrityRefusal when the record does not say
   */
  JobPlan jobPlan() {
    return new JobPlan(
        job(),
        pool,
        production,
        Integer.parseInt(term(PRIORITY)),
        Duration.parse(term(TASK_LIMIT)),
        gate(PREPARATION),
        List.of());
  }

  private PoolProtection protection() {
    try {
      return PoolProtection.ofCode(term(PROTECTION));
    } catch (IllegalArgumentException e) {
      throw changed(job(), e.getMessage());
    }
  }

  private GateTask gate(String name) {
    return new GateTask(
        term(name),
        inputs.stream()
            .filter(input -> input.gate().equals(name))
            .map(input -> new NodeInput(input.fileName(), input.blob(), input.digest(), ELSEWHERE))
            .toList(),
        Map.of(PackageGate.IMAGE_VARIABLE, term(IMAGE)));
  }

  private String term(String name) {
    String value = terms.get(name);
    if (value == null) {
      throw new IntegrityRefusal(
          "read the plan of",
          "job " + job(),
          "it does not say `" + name + "`",
          "submit it again with this version");
    }
    return value;
  }

  /**
   * Refuses what was planned for another production than {@code own}. Asks no service.
   *
   * @param tried what is about to be done
   */
  void requireOf(ProductionCode own, String tried) {
    if (!production.equals(own)) {
      throw new PolicyRefusal(
          tried,
          "production " + own,
          "the plan is that of production " + production,
          "take the production file that it was planned with (control "
              + OneProduction.CONTROL
              + ")");
    }
  }

  /** How many frames are planned. */
  public int frames() {
    return chunks.stream().mapToInt(chunk -> chunk.frames().size()).sum();
  }

  /** SHA-256 of {@link #text}: the plan's digest. */
  public Sha256 digest() {
    return digest;
  }

  /** The record, line by line. */
  public String text() {
    return text;
  }

  private String text(Map<String, String> terms) {
    StringBuilder lines = new StringBuilder(FIRST).append('\n');
    line(lines, "production", production);
    line(lines, "pool", pool);
    line(lines, "resolution", resolution);
    terms.forEach((name, value) -> line(lines, "term " + name, value));
    for (Input input : inputs) {
      line(
          lines,
          "input " + input.gate() + " " + input.fileName() + " " + input.blob().role().label(),
          input.digest());
    }
    for (Chunk chunk : chunks) {
      line(lines, "task " + chunk.task(), chunk.frames().inOrder());
    }
    return lines.append(LAST).append('\n').toString();
  }

  private static void line(StringBuilder lines, String name, Object value) {
    lines.append(name).append(' ').append(value).append('\n');
  }

  /**
   * Reads the record of {@code job}.
   *
   * @throws IntegrityRefusal when the text is not that record to the last byte
   * @throws PolicyRefusal when it mixes two productions
   */
  public static PlanRecord parse(JobId job, String text) {
    PlanRecord record;
    try {
      record = parse(text);
    } catch (IllegalArgumentException e) {
      throw changed(job, e.getMessage());
    }
    if (!record.job().equals(job) || !record.text().equals(text)) {
      throw changed(job, "its digest is not the one in the job's id");
    }
    new OneProduction(record.production(), "job " + job)
        .pool(record.pool())
        .identity(Optional.ofNullable(record.terms.get(IDENTITY)))
        .require();
    return record;
  }

  private static IntegrityRefusal changed(JobId job, String why) {
    return new IntegrityRefusal(
        "read the plan of", "job " + job, why, "find out who wrote to the control container");
  }

  private static PlanRecord parse(String text) {
    Iterator<String> lines = text.lines().iterator();
    expect(lines, FIRST);
    ProductionCode production = new ProductionCode(value(lines, "production"));
    PoolId pool = new PoolId(value(lines, "pool"));
    Resolution resolution = Resolution.parse(value(lines, "resolution"));
    Map<String, String> terms = new TreeMap<>();
    List<Input> inputs = new ArrayList<>();
    List<Chunk> chunks = new ArrayList<>();
    for (String line = next(lines); !line.equals(LAST); line = next(lines)) {
      String[] words = line.split(" ", 5);
      if (words.length >= 3 && words[0].equals("term")) {
        terms.put(words[1], line.substring(words[0].length() + words[1].length() + 2));
      } else if (words.length == 5 && words[0].equals("input")) {
        inputs.add(input(words));
      } else if (words.length == 3 && words[0].equals("task")) {
        chunks.add(new Chunk(new TaskId(words[1]), FrameSet.parse(words[2])));
      } else {
        throw new IllegalArgumentException("it has a line of an unknown kind");
      }
    }
    return new PlanRecord(production, pool, resolution, inputs, chunks, terms);
  }

  private static Input input(String[] words) {
    Sha256 digest = new Sha256(words[4]);
    for (ContainerRole role : ContainerRole.values()) {
      if (role.label().equals(words[3])) {
        return new Input(words[1], words[2], BlobRef.of(role, digest), digest);
      }
    }
    throw new IllegalArgumentException("it names a container of an unknown role");
  }

  private static String value(Iterator<String> lines, String name) {
    String line = next(lines);
    if (!line.startsWith(name + " ")) {
      throw new IllegalArgumentException("it has no line `" + name + "` where it should");
    }
    return line.substring(name.length() + 1);
  }

  private static void expect(Iterator<String> lines, String line) {
    if (!next(lines).equals(line)) {
      throw new IllegalArgumentException("it does not begin with `" + line + "`");
    }
  }

  private static String next(Iterator<String> lines) {
    if (!lines.hasNext()) {
      throw new IllegalArgumentException("it has no last line");
    }
    return lines.next();
  }
}
