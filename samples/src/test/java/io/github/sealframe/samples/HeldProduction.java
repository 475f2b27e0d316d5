package io.github.sealframe.samples;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sealframe.batchclient.AzureFarm;
import io.github.sealframe.batchclient.FarmCredential;
import io.github.sealframe.batchclient.FarmSettings;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.Farm;
import io.github.sealframe.core.Hold;
import io.github.sealframe.core.HoldRecords;
import io.github.sealframe.core.PoolId;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.RenderEvent;
import io.github.sealframe.emulator.Azurite;
import io.github.sealframe.emulator.BatchEmulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A production on an emulator of its own whose Blender does nothing but wait, and everything that
 * its clients do, compared with what may never happen.
 */
final class HeldProduction implements MortalFarm.Observer, AutoCloseable {
  static final int NODES = 2;

  private static final BlobRef RECORD = new BlobRef(ContainerRole.CONTROL, "hold/current.json");
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz234567";
  private static final Set<String> LETS_RUN =
      Set.of("Jobs.createJob", "Jobs.addTasks", "Jobs.enable");

  private final long born = System.nanoTime();
  private final ProductionCode code;
  private final Path place;
  private final BatchEmulator batch;
  private final LocalEndpoints endpoints;
  private final ForeignBatch foreign;
  private final ForeignStorage storage;
  private final Farm farm;

  private final List<String> history = Collections.synchronizedList(new ArrayList<>());
  private final List<String> broken = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Hold> holds = new LinkedHashMap<>();
  private final Map<String, Instant> since = new HashMap<>();
  private final Set<String> archived = new HashSet<>();
  private final Set<String> erased = new HashSet<>();
  private final Set<String> told = Collections.synchronizedSet(new HashSet<>());
  private final Map<String, Duration> windows = new LinkedHashMap<>();
  private final Map<String, Boolean> verified = new HashMap<>();
  private final Map<String, Submission> submissions = new ConcurrentHashMap<>();
  private final Map<String, Integer> priorities = new HashMap<>();
  private Optional<Hold> current = Optional.empty();
  private JsonNode plannedStartTask;

  /** A submission under way: what it last read, and whether it has let anything run since. */
  private static final class Submission {
    private boolean readFree;
    private boolean letRunSince = true;
  }

  HeldProduction(Azurite azurite, Path base, long seed) throws IOException {
    Random random = new Random(seed);
    StringBuilder letters = new StringBuilder("p");
    for (int i = 0; i < 10; i++) {
      letters.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    code = new ProductionCode(letters.toString());
    place = Files.createDirectory(base.resolve(code.value()));
    Files.setPosixFilePermissions(place, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.writeString(place.resolve("starts"), "");
    Files.setPosixFilePermissions(
        place.resolve("starts"), PosixFilePermissions.fromString("rw-rw-rw-"));
    batch =
        BatchEmulator.start(
            BatchEmulator.Settings.defaults()
                .withAccount(azurite.accountName(), azurite.accountKey()));
    endpoints =
        new LocalEndpoints(
            batch.endpoint(), batch.accountName(), batch.accountKey(), azurite.blobEndpoint());
    foreign = new ForeignBatch(endpoints);
    storage = new ForeignStorage(endpoints, code);
    farm = connect();
  }

  /** A folder with the Blender of these tests and a scene for it, for any number of productions. */
  static TemporaryFolder makePackages() throws IOException {
    TemporaryFolder folder = TemporaryFolder.create("sealframe-hold-");
    Path base = folder.path();
    Files.setPosixFilePermissions(base, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createDirectories(base.resolve("renderer/3.4"));
    Files.writeString(base.resolve("renderer/3.4/data"), "data that only looks like Blender's\n");
    Path blender =
        Files.writeString(
            base.resolve("renderer/blender"),
            """
            #!/bin/sh
            node=${PWD%%/workitems/*}
            job=${PWD#*/workitems/}
            place=BASE/${job%%-*}
            echo "${node##*/} $job" >> "$place/starts"
            if rm "$place/refuse" 2> "$PWD/tmp/rm"; then exit 11; fi
            while [ ! -e "$place/go" ]; do sleep 0.2; done
            """
                .replace("BASE", base.toString()));
    Files.setPosixFilePermissions(blender, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(base.resolve("scene.blend"), "no scene\n");
    return folder;
  }

  private Farm connect() {
    return AzureFarm.connect(
        new FarmSettings(
            endpoints.batch(),
            endpoints.blob(),
            code,
            new FarmCredential.SharedKeys(
                endpoints.account(), endpoints.key(), endpoints.account(), endpoints.key()),
            Optional.empty()));
  }

  /** A client on a machine of its own. */
  HoldClient client(String name, int life, Turns turns) throws IOException {
    return client(name, life, turns, this);
  }

  /**
   * The same.
   *
   * @param observer sees its requests, and has to tell this one
   */
  HoldClient client(String name, int life, Turns turns, MortalFarm.Observer observer)
      throws IOException {
    Path home = Files.createDirectory(place.resolve(name));
    return new HoldClient(this, name, home, new MortalFarm(name, farm, life, turns, observer));
  }

  ProductionCode code() {
    return code;
  }

  /** Where the packages of all productions are. */
  Path base() {
    return place.getParent();
  }

  void say(String line) {
    history.add(Duration.ofNanos(System.nanoTime() - born).toMillis() + " ms " + line);
  }

  void breach(String what) {
    say("!!! " + what);
    broken.add(what);
  }

  List<String> broken() {
    return broken;
  }

  String history() {
    synchronized (history) {
      return String.join("\n", history);
    }
  }

  Map<String, Duration> windows() {
    return windows;
  }

  Optional<Hold> standing() {
    return current.filter(Hold::stands);
  }

  // What clients do.

  @Override
  public void asks(String client, String call, Object[] given) {
    switch (call) {
      case "Jobs.enable" -> {
        seeTasks();
        if (standing().isPresent() && stoppedSince(standing().get(), given[0].toString())) {
          breach(client + " lets a job go on that was stopped for the hold that stands");
        }
      }
      case "Jobs.disable" -> {
        if (holds.isEmpty()) {
          breach(client + " stops a job before there is a record");
        }
      }
      case "Pools.resize" -> {
        seeNodes();
        if ((int) given[1] > NODES) {
          breach(client + " asks for more nodes than planned");
        }
      }
      case "Pools.removeNodes" -> {
        seeNodes();
        ((List<?>) given[1]).forEach(node -> leaves(client, node.toString()));
      }
      case "HoldRecords.write" -> {
        if (((Hold) given[0]).release().isPresent()) {
          seeTasks();
        }
      }
      default -> {}
    }
  }

  @Override
  public void answered(String client, String call, Object[] given, Object answer) {
    say(client + " " + call + " " + shown(given) + " -> " + shown(answer));
    Submission submission = submissions.get(client);
    if (submission != null && LETS_RUN.contains(call)) {
      submission.letRunSince = true;
    }
    switch (call) {
      case "HoldRecords.read" -> {
        if (submission != null && answer instanceof Optional<?> read) {
          submission.letRunSince = false;
          submission.readFree =
              read.map(HoldRecords.Stored.class::cast)
                  .filter(stored -> stored.hold().stands())
                  .isEmpty();
        }
      }
      case "HoldRecords.write" -> {
        if (Boolean.TRUE.equals(answer)) {
          written((Hold) given[0]);
        }
      }
      case "HoldRecords.archive" -> {
        if (!(answer instanceof Throwable)) {
          archived.add(((Hold) given[0]).id());
        }
      }
      default -> {}
    }
  }

  private static String shown(Object value) {
    if (value == null) {
      return "";
    }
    if (value instanceof Object[] all) {
      return String.join(", ", List.of(all).stream().map(HeldProduction::shown).toList());
    }
    if (value instanceof Hold hold) {
      return hold.id()
          + (hold.evidence().isEmpty() ? "" : ", evidence")
          + (hold.release().isPresent() ? ", released" : "");
    }
    if (value instanceof Optional<?> some) {
      return some.map(HeldProduction::shown).orElse("none");
    }
    if (value instanceof HoldRecords.Stored stored) {
      return shown(stored.hold());
    }
    String text = value.toString().replaceAll("\\s+", " ");
    return text.length() > 100 ? text.substring(0, 100) + "..." : text;
  }

  private void written(Hold hold) {
    if (current.isEmpty() || !current.get().stands()) {
      if (!hold.stands() || holds.containsKey(hold.id())) {
        breach("a record that is no new hold takes the place of one that does not stand");
      }
      current
          .filter(earlier -> !archived.contains(earlier.id()))
          .ifPresent(earlier -> breach("the record " + earlier.id() + " is overwritten"));
      since.put(hold.id(), Instant.now());
    } else {
      Hold before = current.get();
      if (!before.id().equals(hold.id())) {
        breach("the hold " + before.id() + " that stands is replaced by " + hold.id());
      }
      if (!hold.evidence().containsAll(before.evidence())) {
        breach("the record " + hold.id() + " loses evidence");
      }
      if (!hold.stands() && hold.evidence().isEmpty()) {
        breach("the hold " + hold.id() + " is released without evidence");
      }
    }
    current = Optional.of(hold);
    holds.put(hold.id(), hold);
  }

  /** What a client's journal would get. */
  void told(RenderEvent event) {
    if (event instanceof RenderEvent.HoldPut put) {
      told.add(put.hold().id());
    }
  }

  void submissionBegins(String client) {
    submissions.put(client, new Submission());
  }

  /**
   * A submission that goes through has read, after the last thing that it did to let tasks run,
   * that nothing holds.
   */
  void submissionEnds(String client, boolean through) {
    Submission submission = submissions.remove(client);
    if (through && (submission.letRunSince || !submission.readFree)) {
      breach("a submission of " + client + " goes through without a look at the record at its end");
    }
  }

  // What the emulator says.

  private List<JsonNode> list(String path) {
    HttpResponse<String> answer = foreign.send("GET", path, "");
    List<JsonNode> items = new ArrayList<>();
    if (answer.statusCode() == 200) {
      Json.parse(answer.body()).path("value").forEach(items::add);
    }
    return items;
  }

  private static Instant time(JsonNode node) {
    return Instant.parse(node.asText());
  }

  private static Optional<Instant> disabling(JsonNode job) {
    return switch (job.path("state").asText()) {
      case "disabling" -> Optional.of(time(job.path("stateTransitionTime")));
      case "disabled" ->
          Optional.of(
              job.path("previousState").asText().equals("disabling")
                  ? time(job.path("previousStateTransitionTime"))
                  : time(job.path("stateTransitionTime")));
      default -> Optional.empty();
    };
  }

  private boolean stoppedSince(Hold hold, String id) {
    return list("/jobs").stream()
        .filter(job -> job.path("id").asText().equals(id))
        .flatMap(job -> disabling(job).stream())
        .anyMatch(at -> at.isAfter(since.get(hold.id())));
  }

  /** No task begins in a job that is, or was, stopping. */
  private void seeTasks() {
    for (JsonNode job : list("/jobs")) {
      Optional<Instant> stopped = disabling(job);
      String id = job.path("id").asText();
      if (stopped.isEmpty()) {
        continue;
      }
      standing()
          .filter(hold -> stopped.get().isAfter(since.get(hold.id())))
          .ifPresent(
              hold ->
                  windows.putIfAbsent(
                      hold.id() + " " + id, Duration.between(since.get(hold.id()), stopped.get())));
      for (JsonNode task : list("/jobs/" + id + "/tasks")) {
        JsonNode started = task.at("/executionInfo/startTime");
        if (!started.isMissingNode() && time(started).isAfter(stopped.get())) {
          breach("task " + task.path("id").asText() + " began after its job was stopped");
        }
      }
    }
  }

  /** Which nodes have proved the planned package. */
  private void seeNodes() {
    for (JsonNode node : nodes()) {
      JsonNode info = node.path("startTaskInfo");
      boolean proved =
          info.path("exitCode").asInt(-1) == 0
              && plannedStartTask != null
              && node.at("/startTask/commandLine").equals(plannedStartTask.get("commandLine"));
      verified.merge(node.path("id").asText(), proved, Boolean::logicalOr);
    }
  }

  private List<JsonNode> nodes() {
    return list("/pools").stream()
        .flatMap(pool -> list("/pools/" + pool.path("id").asText() + "/nodes").stream())
        .toList();
  }

  /** A node that is removed has left evidence, or a line that says why not. */
  private void leaves(String client, String node) {
    if (standing()
        .filter(hold -> hold.evidence().stream().noneMatch(line -> line.contains(node)))
        .isPresent()) {
      breach(client + " removes node " + node + " before there is evidence of it");
    }
  }

  /** To be called once, when a plan is known. */
  void planned(PoolId pool) {
    HttpResponse<String> answer = foreign.send("GET", "/pools/" + pool, "");
    if (plannedStartTask == null && answer.statusCode() == 200) {
      plannedStartTask = Json.parse(answer.body()).get("startTask");
    }
  }

  boolean hasActiveJob() {
    return list("/jobs").stream().anyMatch(job -> job.path("state").asText().equals("active"));
  }

  boolean hasBadNode() {
    return nodes().stream()
        .anyMatch(
            node ->
                List.of("unusable", "starttaskfailed", "unknown")
                    .contains(node.path("state").asText()));
  }

  /** What is true when nobody does anything any more. */
  void check() throws IOException {
    seeTasks();
    seeNodes();
    List<String> control = holds.isEmpty() ? List.of() : storage.names("control");
    List<String> evidence = holds.isEmpty() ? List.of() : storage.names("evidence");
    for (Hold hold : holds.values()) {
      if (hold.evidence().isEmpty() && !erased.contains(hold.id())) {
        breach("the hold " + hold.id() + " has no evidence, and does not say why");
      }
      if (!told.contains(hold.id()) && !erased.contains(hold.id())) {
        breach("the hold " + hold.id() + " stands in no journal");
      }
      boolean isCurrent = current.filter(now -> now.id().equals(hold.id())).isPresent();
      if (!isCurrent && !erased.contains(hold.id())) {
        BlobRef kept = new BlobRef(ContainerRole.CONTROL, "hold/" + hold.id() + ".json");
        if (!control.contains(kept.name())) {
          breach("the record " + hold.id() + " is kept nowhere");
        }
      }
      for (String line : hold.evidence()) {
        boolean there =
            line.startsWith("evidence/")
                ? evidence.contains(line.substring("evidence/".length()))
                : line.endsWith("(logs of the agent)")
                    || line.startsWith("none: ")
                    || line.matches("unobtainable: [^:]+: .+")
                    || line.startsWith("the pool did not become steady");
        if (!there) {
          breach("evidence that is not there: " + line);
        }
      }
    }
    for (String start : Files.readAllLines(place.resolve("starts"))) {
      String node = start.substring(0, start.indexOf(' '));
      if (!verified.getOrDefault(node, false)) {
        breach("a task ran on node " + node + ", which had not proved its package: " + start);
      }
    }
    for (JsonNode pool : list("/pools")) {
      if (pool.path("targetDedicatedNodes").asInt() > NODES + 1) {
        breach("the pool grew to " + pool.path("targetDedicatedNodes"));
      }
    }
  }

  // What befalls it.

  /** Something that happens to a production; returns whether it could. */
  @FunctionalInterface
  interface Event {
    boolean happens() throws IOException;
  }

  Map<String, Event> events() {
    Map<String, Event> events = new LinkedHashMap<>();
    for (int node = 0; node < 3; node++) {
      String on = "*/" + node;
      events.put("unusable " + on, () -> fault(on, "{\"unusable\":{}}"));
      events.put("lost " + on, () -> fault(on, "{\"lostAgent\":{}}"));
      events.put(
          "startTaskFailed " + on, () -> fault(on, "{\"startTaskFailure\":{\"exitCode\":11}}"));
    }
    events.put("preempted", this::preempt);
    events.put("pool changed", this::changePool);
    events.put("node with another StartTask", this::foreignNode);
    events.put("job enabled", this::enableJobs);
    events.put("record deleted", this::deleteRecord);
    events.put("task refuses", this::refuse);
    events.put("package changed", () -> changeBlob(ContainerRole.PACKAGES));
    events.put("input changed", () -> changeBlob(ContainerRole.INPUT));
    events.put("job changed", this::changeJob);
    return events;
  }

  private boolean fault(String on, String fault) {
    foreign.fault("{\"on\":\"" + on + "\",\"limit\":1,\"fault\":" + fault + "}");
    return true;
  }

  private Optional<String> pool() {
    return list("/pools").stream().map(pool -> pool.path("id").asText()).findFirst();
  }

  private boolean preempt() {
    return pool()
        .filter(
            id -> {
              foreign.fault(
                  "{\"on\":\"*\",\"limit\":1,\"fault\":{\"preemption\":{\"after\":0.2}}}");
              return foreign
                      .send("POST", "/pools/" + id + "/resize", "{\"targetLowPriorityNodes\":1}")
                      .statusCode()
                  == 202;
            })
        .isPresent();
  }

  private boolean changePool() {
    return plannedStartTask != null && setStartTask(harmless());
  }

  private JsonNode harmless() {
    ObjectNode other = plannedStartTask.deepCopy();
    return other.put("commandLine", "/bin/sh -c 'exit 0'");
  }

  private boolean setStartTask(JsonNode startTask) {
    ObjectNode body = (ObjectNode) Json.parse("{}");
    body.set("startTask", startTask);
    return pool()
        .filter(id -> foreign.send("PATCH", "/pools/" + id, body.toString()).statusCode() == 200)
        .isPresent();
  }

  private boolean foreignNode() {
    if (plannedStartTask == null || !setStartTask(harmless())) {
      return false;
    }
    String resize = "{\"targetDedicatedNodes\":" + (NODES + 1) + "}";
    String id = pool().orElseThrow();
    boolean grows = foreign.send("POST", "/pools/" + id + "/resize", resize).statusCode() == 202;
    if (grows) {
      // It takes what the pool has when it starts, which is at once.
      long end = System.nanoTime() + 2_000_000_000L;
      while (list("/pools/" + id + "/nodes").stream()
              .noneMatch(node -> node.has("startTask") && isHarmless(node))
          && System.nanoTime() < end) {
        Thread.onSpinWait();
      }
    }
    setStartTask(plannedStartTask);
    return grows;
  }

  private boolean isHarmless(JsonNode node) {
    return node.at("/startTask/commandLine").equals(harmless().get("commandLine"));
  }

  private boolean enableJobs() {
    seeTasks();
    boolean enabled = false;
    for (JsonNode job : list("/jobs")) {
      if (disabling(job).isPresent()) {
        enabled |=
            foreign.send("POST", "/jobs/" + job.path("id").asText() + "/enable", "{}").statusCode()
                == 202;
      }
    }
    return enabled;
  }

  /** Only while there is something else to see of it. */
  private boolean deleteRecord() {
    if (standing().isEmpty() || !hasBadNode()) {
      return false;
    }
    seeTasks();
    storage.remove(RECORD);
    erased.add(current.orElseThrow().id());
    current = Optional.empty();
    return true;
  }

  private boolean refuse() throws IOException {
    Path refuse = place.resolve("refuse");
    if (!Files.exists(refuse)) {
      Files.writeString(refuse, "");
      Files.setPosixFilePermissions(refuse, PosixFilePermissions.fromString("rw-rw-rw-"));
    }
    return true;
  }

  private boolean changeBlob(ContainerRole role) throws IOException {
    if (current.isEmpty() && pool().isEmpty()) {
      return false;
    }
    List<String> blobs = storage.names(role.name().toLowerCase(Locale.ROOT));
    if (blobs.isEmpty()) {
      return false;
    }
    storage.changeByte(new BlobRef(role, blobs.get(0)));
    return true;
  }

  private boolean changeJob() {
    for (JsonNode job : list("/jobs")) {
      String id = job.path("id").asText();
      if (setPriority(id, 7)) {
        priorities.putIfAbsent(id, job.path("priority").asInt());
        return true;
      }
    }
    return false;
  }

  private boolean setPriority(String job, int priority) {
    return foreign.send("PATCH", "/jobs/" + job, "{\"priority\":" + priority + "}").statusCode()
        == 200;
  }

  /** Somebody puts right what somebody had changed, and the tasks may end. */
  void heal() throws IOException {
    seeNodes(); // Spot nodes go.
    foreign.send("DELETE", "/sealframe/faults", "");
    if (plannedStartTask != null) {
      setStartTask(plannedStartTask);
    }
    priorities.forEach(this::setPriority);
    pool()
        .ifPresent(
            id ->
                foreign.send("POST", "/pools/" + id + "/resize", "{\"targetLowPriorityNodes\":0}"));
    Files.deleteIfExists(place.resolve("refuse"));
    letTasksEnd();
  }

  void letTasksEnd() throws IOException {
    Files.writeString(place.resolve("go"), "");
  }

  @Override
  public void close() {
    try {
      batch.close();
      storage.removeAll();
      try (var all = Files.walk(place)) {
        for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.delete(path);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
