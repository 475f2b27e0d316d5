package io.github.sealframe.batchclient.internal;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.head;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import com.azure.core.credential.TokenCredential;
import com.azure.core.credential.TokenRequestContext;
import com.azure.core.exception.ClientAuthenticationException;
import com.azure.identity.ClientSecretCredentialBuilder;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.junit5.WireMockExtension;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.github.sealframe.batchclient.AzureFarm;
import io.github.sealframe.batchclient.BatchClient;
import io.github.sealframe.batchclient.FarmCredential;
import io.github.sealframe.batchclient.FarmSettings;
import io.github.sealframe.batchclient.RefusedTask;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.batchclient.ResilienceSettings;
import io.github.sealframe.batchclient.ServiceCall;
import io.github.sealframe.batchclient.models.BatchJobCreateParameters;
import io.github.sealframe.batchclient.models.BatchMetadataItem;
import io.github.sealframe.batchclient.models.BatchPoolCreateParameters;
import io.github.sealframe.batchclient.models.BatchPoolInfo;
import io.github.sealframe.batchclient.models.BatchStartTask;
import io.github.sealframe.batchclient.models.BatchTaskCreateParameters;
import io.github.sealframe.batchclient.models.BatchTaskGroup;
import io.github.sealframe.batchclient.models.EnvironmentSetting;
import io.github.sealframe.batchclient.models.ResourceFile;
import io.github.sealframe.batchclient.models.UserAccount;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.Content;
import io.github.sealframe.core.Farm;
import io.github.sealframe.core.Jobs;
import io.github.sealframe.core.NodeId;
import io.github.sealframe.core.Pools;
import io.github.sealframe.core.SecretName;
import io.github.sealframe.core.Secrets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Secrets are planted in all that this module is given and in all that services answer; then every
 * message, stack trace, log line of any level, and text of any object is searched for them.
 */
@Tag("monitor-limit-data")
class CanaryIT {
  @RegisterExtension
  static final WireMockExtension SERVER =
      WireMockExtension.newInstance()
          .options(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"))
          .build();

  private static final SecretName NAME = new SecretName("batch-key");
  private static final Pattern SIGNATURE =
      Pattern.compile("(?:sig=|SharedKey [a-z]+:)([A-Za-z0-9%+/]{20,}=*)");

  /** The servers of these tests log what they were told to answer. */
  private static final List<String> SERVERS =
      List.of("org.eclipse.jetty", "wiremock", "com.github.tomakehurst", "org.wiremock");

  private static final Resilience RESILIENCE =
      new Resilience(
          new ResilienceSettings(
              Duration.ofMinutes(1),
              2,
              Duration.ofMillis(1),
              Duration.ofMillis(2),
              16,
              1000,
              1000,
              100,
              Duration.ofSeconds(1)));

  private final Canaries canaries = new Canaries();
  private final Map<String, String> seen = new LinkedHashMap<>();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
  private final Logger root = logging.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
  private final PrintStream out = System.out;
  private final PrintStream err = System.err;

  @BeforeEach
  void listen() {
    SERVERS.forEach(name -> logging.getLogger(name).setLevel(Level.OFF));
    log.setContext(logging);
    log.start();
    root.addAppender(log);
    root.setLevel(Level.TRACE);
    PrintStream both = new PrintStream(printed, true, StandardCharsets.UTF_8);
    System.setOut(both);
    System.setErr(both);
  }

  @AfterEach
  void stop() {
    System.setOut(out);
    System.setErr(err);
    root.detachAppender(log);
    root.setLevel(Level.OFF);
    SERVERS.forEach(name -> logging.getLogger(name).setLevel(null));
  }

  /** Makes a call, and keeps what it returned or threw as text. */
  private void hear(String what, Callable<?> call) {
    try {
      seen.put(what, String.valueOf(call.call()));
    } catch (Exception | LinkageError e) { // The latter for XML, which azure-core cannot read.
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace));
      seen.put(what, trace.toString());
    }
  }

  /** Where canaries were seen: which one, by what, and the line. */
  private List<String> leaks() {
    Map<String, String> all = new LinkedHashMap<>(seen);
    for (ILoggingEvent event : List.copyOf(log.list)) {
      String text = event.getFormattedMessage() + event.getMDCPropertyMap();
      if (event.getThrowableProxy() != null) {
        text += ThrowableProxyUtil.asString(event.getThrowableProxy());
      }
      all.merge(
          "log of " + event.getLoggerName() + " " + event.getLevel(), text, (a, b) -> a + "\n" + b);
    }
    all.put("standard output", printed.toString(StandardCharsets.UTF_8));
    List<String> leaks = new ArrayList<>();
    all.forEach(
        (where, text) ->
            (canaries.in(text).isEmpty() ? Stream.<String>empty() : text.lines())
                .filter(line -> !canaries.in(line).isEmpty())
                .limit(2)
                .forEach(line -> leaks.add(canaries.in(line) + " in " + where + ": " + line)));
    return leaks;
  }

  /** What the client signed requests and made SAS with is as good as a key for some time. */
  private void addOwnSignatures() {
    for (LoggedRequest request : SERVER.findAll(anyRequestedFor(anyUrl()))) {
      Matcher signatures =
          SIGNATURE.matcher(
              request.getUrl() + request.getBodyAsString() + request.getHeader("Authorization"));
      while (signatures.find()) {
        canaries.add("own signature " + signatures.group(1), signatures.group(1));
      }
    }
  }

  private Farm farm() {
    Farm farm = AzureFarm.connect(settings(), RESILIENCE, this::hear);
    seen.put("farm", farm.toString());
    return farm;
  }

  private void hear(ServiceCall call) {
    seen.merge("calls", call + "\n", String::concat);
  }

  private FarmSettings settings() {
    URI server = URI.create("http://127.0.0.1:" + SERVER.getPort());
    FarmCredential keys =
        new FarmCredential.SharedKeys(Wire.ACCOUNT, canaries.batchKey, "acct", canaries.storageKey);
    FarmSettings settings =
        new FarmSettings(server, server.resolve("/acct"), Plans.PRODUCTION, keys, Optional.empty());
    seen.put("settings", settings + " " + keys);
    return settings;
  }

  private static Map<String, Callable<?>> callsOf(Farm farm) {
    Pools pools = farm.pools();
    Jobs jobs = farm.jobs();
    BlobRef blob = new BlobRef(ContainerRole.INPUT, "a/b");
    List<Object> listed = new ArrayList<>();
    Map<String, Callable<?>> calls = new LinkedHashMap<>();
    calls.put("createPool", () -> pools.createPool(Plans.pool()));
    calls.put("pool", () -> pools.pool(Plans.pool()));
    calls.put("resize", () -> run(() -> pools.resize(Plans.POOL, 2)));
    calls.put("stopGrowing", () -> run(() -> pools.stopGrowing(Plans.POOL)));
    calls.put(
        "removeNodes", () -> run(() -> pools.removeNodes(Plans.POOL, List.of(new NodeId("n1")))));
    calls.put("nodes", () -> pools.nodes(Plans.POOL));
    calls.put("differentNodes", () -> pools.differentNodes(Plans.pool()));
    calls.put("refusedNodes", () -> pools.refusedNodes(Plans.POOL));
    calls.put("readyNodes", () -> pools.readyNodes(Plans.POOL));
    calls.put("nodeCounts", () -> pools.nodeCounts(Plans.POOL));
    calls.put("resizeErrors", () -> pools.resizeErrors(Plans.POOL));
    // What a file holds is what was asked for: only what is said about it is searched.
    calls.put(
        "nodeFile",
        () -> pools.nodeFile(Plans.POOL, new NodeId("n1"), "startup/stderr.txt", 99).isPresent());
    calls.put("createJob", () -> jobs.createJob(Plans.job(1)));
    calls.put("job", () -> jobs.job(Plans.job(1)));
    calls.put("addTasks", () -> run(() -> jobs.addTasks(Plans.job(2), listed::add)));
    calls.put("tasks", () -> run(() -> jobs.tasks(Plans.job(2), listed::add)));
    calls.put("failedTasks", () -> run(() -> jobs.failedTasks(Plans.JOB, listed::add)));
    calls.put("refusedTasks", () -> jobs.refusedTasks(Plans.JOB, Instant.EPOCH).hasNext());
    calls.put("allowCompletion", () -> run(() -> jobs.allowCompletion(Plans.JOB)));
    calls.put("taskCounts", () -> jobs.taskCounts(Plans.JOB));
    calls.put("failedPreparations", () -> jobs.failedPreparations(Plans.JOB));
    calls.put("disable", () -> run(() -> jobs.disable(Plans.JOB)));
    calls.put("enable", () -> run(() -> jobs.enable(Plans.JOB)));
    calls.put("openJobs", () -> jobs.openJobs(Plans.PRODUCTION));
    calls.put("createContainers", () -> run(() -> farm.blobs().createContainers()));
    calls.put("properties", () -> farm.blobs().properties(blob));
    calls.put("putIfAbsent", () -> farm.blobs().putIfAbsent(blob, Content.of("x")));
    calls.put("replace", () -> farm.blobs().replace(blob, Content.of("x"), "0x1"));
    calls.put("open", () -> farm.blobs().open(blob).map(open -> open.properties().blob()));
    calls.put("list", () -> run(() -> farm.blobs().list(ContainerRole.INPUT, "", listed::add)));
    calls.put("hold", () -> farm.holds().read());
    calls.put("listed", () -> List.copyOf(listed));
    return calls;
  }

  /** Whatever can hold a secret or a title holds one. */
  private Map<String, Callable<?>> callsOf(BatchClient client) {
    String title = "Nachtfalter " + canaries.title;
    ResourceFile file =
        ResourceFile.builder()
            .httpUrl("https://acct.blob.core.windows.net/c/b?" + canaries.sas())
            .filePath("b")
            .build();
    List<EnvironmentSetting> environment =
        List.of(new EnvironmentSetting("KEY", canaries.secret + canaries.sentence()));
    BatchTaskCreateParameters task =
        BatchTaskCreateParameters.builder("t", "render " + title)
            .displayName(title)
            .resourceFiles(List.of(file))
            .environmentSettings(environment)
            .build();
    BatchPoolCreateParameters pool =
        BatchPoolCreateParameters.builder("p", "v")
            .displayName(title)
            .userAccounts(List.of(new UserAccount("u", canaries.secret, null, null, null)))
            .startTask(
                BatchStartTask.builder("run " + title)
                    .resourceFiles(List.of(file))
                    .environmentSettings(environment)
                    .build())
            .metadata(List.of(new BatchMetadataItem("title", title)))
            .build();
    BatchJobCreateParameters job =
        BatchJobCreateParameters.builder("j", new BatchPoolInfo("p", null))
            .displayName(title)
            .commonEnvironmentSettings(environment)
            .metadata(List.of(new BatchMetadataItem("title", title)))
            .build();
    Map<String, Callable<?>> calls = new LinkedHashMap<>();
    calls.put("client.createPool", () -> run(() -> client.pools().createPool(pool)));
    calls.put("client.createJob", () -> run(() -> client.jobs().createJob(job)));
    calls.put("client.createTask", () -> run(() -> client.tasks().createTask("j", task)));
    calls.put(
        "client.createTaskCollection",
        () -> client.tasks().createTaskCollection("j", new BatchTaskGroup(List.of(task))).values());
    calls.put(
        "client.createTasks",
        () -> {
          List<RefusedTask> refused = new ArrayList<>();
          long added = client.tasks().createTasks("j", List.of(task).iterator(), refused::add);
          return added + " " + refused;
        });
    calls.put("inputs", () -> pool.userAccounts() + " " + file + environment);
    return calls;
  }

  private static String run(Runnable action) {
    action.run();
    return "done";
  }

  /** An answer whose every header and word holds canaries. */
  private ResponseDefinitionBuilder answer(int status, String type, String body) {
    String said = canaries.sentence();
    return aResponse()
        .withStatus(status)
        .withHeader("Content-Type", type)
        .withHeader("request-id", said)
        .withHeader("client-request-id", said)
        .withHeader("x-ms-request-id", said)
        .withHeader("x-ms-error-code", said)
        .withHeader("ETag", status < 300 ? "0x1" : said) // A version is handed on as it is.
        .withHeader("Location", "http://127.0.0.1:1/x?" + canaries.sas())
        .withHeader("WWW-Authenticate", "Bearer realm=\"" + said + "\"")
        .withHeader("Warning", said)
        .withHeader("Retry-After", "0")
        .withBody(body);
  }

  private ResponseDefinitionBuilder json(int status, String body) {
    return answer(status, "application/json; odata=minimalmetadata", body);
  }

  /** As Batch writes an error, with a code of its own or a told one. */
  private String error(String code) {
    String said = canaries.sentence();
    ObjectNode error = JsonNodeFactory.instance.objectNode().put("code", code);
    error.putObject("message").put("lang", said).put("value", said + "\nRequestId: " + said);
    error.putArray("values").addObject().put("key", said).put("value", said);
    return error.put("odata.metadata", said).toString();
  }

  private Map<String, ResponseDefinitionBuilder> answers() {
    String said = canaries.sentence();
    Map<String, ResponseDefinitionBuilder> answers = new LinkedHashMap<>();
    for (int status : new int[] {201, 204, 302, 307, 400, 401, 403, 404, 409, 412, 413, 416}) {
      answers.put("error " + status, json(status, error("Code")));
    }
    answers.put("canary as code", json(400, error(said)));
    answers.put("quota", json(409, error("AccountCoreQuotaReached")));
    answers.put("text error", answer(403, "text/plain", said));
    answers.put("html error", answer(403, "text/html", "<html>" + said + "</html>"));
    answers.put(
        "xml error",
        answer(
            400,
            "application/xml",
            "<?xml version=\"1.0\"?><Error><Code>x</Code><Message>"
                + said.replace("&", "&amp;")
                + "</Message><AuthenticationErrorDetail>"
                + said.replace("&", "&amp;")
                + "</AuthenticationErrorDetail></Error>"));
    answers.put("html", answer(200, "text/html", "<html>" + said + "</html>"));
    answers.put("text", answer(200, "text/plain", said));
    answers.put("no json", json(200, said));
    answers.put("half a json", json(200, "{\"value\":[{\"id\":\"" + said));
    answers.put("a json of another form", json(200, "[\"" + said + "\"]"));
    answers.put("another type", json(200, "{\"value\":\"" + said + "\",\"state\":{}}"));
    answers.put("a number that is none", json(200, other(said)));
    answers.put("a number that is none", json(200, other(said)));
    answers.put("a hold record", json(200, "{\"version\":1,\"" + said + "\":\"" + said + "\"}"));
    answers.put("a list", json(200, list("n1")));
    answers.put("a list of what has no id", json(200, list(said)));
    return answers;
  }

  private String other(String said) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("currentDedicatedNodes", said).put("allocationState", said).put("version", said);
    body.putArray("value").addObject().put("stateTransitionTime", said).put("exitCode", said);
    body.putObject("taskCounts").put("active", said);
    return body.toString();
  }

  /** Nodes, tasks, jobs, pools and preparations in one, each with all that it may tell. */
  private String list(String id) {
    String said = canaries.sentence();
    ObjectNode failure = JsonNodeFactory.instance.objectNode();
    failure.put("category", "usererror").put("code", said).put("message", said);
    failure.putArray("details").addObject().put("name", said).put("value", said);
    ObjectNode one = JsonNodeFactory.instance.objectNode();
    one.put("id", id).put("nodeId", id).put("poolId", id).put("state", "starttaskfailed");
    one.put("stateTransitionTime", "2026-11-23T22:00:00Z").put("url", said);
    one.put("allocationState", "steady").put("commandLine", said).put("taskId", "00001-1");
    one.put("status", "clienterror").set("error", Json.MAPPER.valueToTree(failure));
    one.putObject("poolInfo").put("poolId", id);
    one.putArray("errors").add(failure);
    one.putArray("resizeErrors").add(failure);
    one.putArray("userAccounts").addObject().put("name", said).put("password", said);
    for (String task : List.of("startTask", "jobPreparationTask")) {
      ObjectNode start = one.putObject(task).put("commandLine", said);
      start.putArray("environmentSettings").addObject().put("name", said).put("value", said);
      start
          .putArray("resourceFiles")
          .addObject()
          .put("filePath", said)
          .put("httpUrl", "http://127.0.0.1:1/c?" + canaries.sas());
    }
    for (String info :
        List.of("startTaskInfo", "executionInfo", "jobPreparationTaskExecutionInfo")) {
      ObjectNode done = one.putObject(info).put("exitCode", 1).put("result", "failure");
      done.put("state", "completed").put("retryCount", 0).put("taskRootDirectory", said);
      done.set("failureInfo", failure);
    }
    ObjectNode list = one.deepCopy();
    list.putArray("value").add(one);
    list.put("odata.nextLink", "http://127.0.0.1:1/next?" + canaries.sas());
    return list.toString();
  }

  @Test
  void nothingOfWhatBatchAndBlobAnswerIsShown() {
    Farm farm = farm();
    Map<String, Callable<?>> calls = callsOf(farm);
    answers()
        .forEach(
            (kind, answer) -> {
              SERVER.stubFor(any(anyUrl()).willReturn(answer));
              calls.forEach((name, call) -> hear(name + " on " + kind, call));
            });
    for (ResponseDefinitionBuilder failing :
        List.of(
            json(429, error("TooManyRequests")),
            json(503, error("ServerBusy")),
            json(200, list("n1")).withFault(Fault.MALFORMED_RESPONSE_CHUNK))) {
      SERVER.stubFor(any(anyUrl()).willReturn(failing));
      hear("counts, failing", () -> farm.jobs().taskCounts(Plans.JOB));
      hear("blob, failing", calls.get("properties"));
    }
    addOwnSignatures();

    assertThat(isAzureHeard()).isTrue();
    assertThat(leaks()).isEmpty();
  }

  @Test
  void nothingOfWhatBatchIsAskedForIsShown() {
    BatchClient client = AzureFarm.batch(settings(), RESILIENCE, this::hear);
    Map<String, Callable<?>> calls = callsOf(client);
    answers()
        .forEach(
            (kind, answer) -> {
              SERVER.stubFor(any(anyUrl()).willReturn(answer));
              calls.forEach((name, call) -> hear(name + " on " + kind, call));
            });
    addOwnSignatures();

    assertThat(SERVER.findAll(anyRequestedFor(anyUrl())))
        .as("all of it was sent")
        .anyMatch(request -> request.getBodyAsString().contains(canaries.title));
    assertThat(leaks()).isEmpty();
  }

  @Test
  void nothingOfAHoldRecordThatIsNoneIsShown() {
    String record =
        JsonNodeFactory.instance
            .objectNode()
            .put(canaries.secret, canaries.secret)
            .put("version", canaries.secret)
            .toString();
    SERVER.stubFor(
        head(anyUrl())
            .willReturn(
                aResponse()
                    .withStatus(200)
                    .withHeader("ETag", "0x1")
                    .withHeader("Content-Length", Integer.toString(record.length()))));
    SERVER.stubFor(
        get(anyUrl())
            .willReturn(
                aResponse()
                    .withStatus(206)
                    .withHeader("Content-Type", "application/octet-stream")
                    .withHeader("ETag", "0x1")
                    .withHeader(
                        "Content-Range", "bytes 0-" + (record.length() - 1) + "/" + record.length())
                    .withBody(record)));
    hear("hold", () -> farm().holds().read());

    assertThat(seen.get("hold")).contains("it is not a hold record of this version");
    assertThat(leaks()).isEmpty();
  }

  private boolean isAzureHeard() {
    return log.list.stream().anyMatch(event -> event.getLoggerName().startsWith("com.azure."));
  }

  @Test
  void nothingOfWhatKeyVaultAnswersIsShown(@TempDir Path folder) throws Exception {
    String said = canaries.sentence() + " " + canaries.secret;
    canaries.add("token of the test", Vault.Tokens.TOKEN);
    String good = Vault.attributes(Instant.now());
    try (Vault vault = Vault.start(Tls.make(folder, Vault.NAMES))) {
      List<ResponseDefinitionBuilder> answers = new ArrayList<>();
      for (int status : new int[] {200, 302, 400, 401, 403, 404, 409, 418, 429}) {
        answers.add(answer(status, "text/html", "<html>" + said + "</html>"));
        answers.add(
            json(
                status,
                Json.MAPPER.writeValueAsString(
                    Map.of(
                        "error",
                        Map.of(
                            "code", said, "message", said, "innererror", Map.of("code", said))))));
      }
      answers.add(vault.secret("batch-key", canaries.secret, good));
      answers.add(vault.secret("other", canaries.secret, good));
      answers.add(vault.secret("batch-key", canaries.secret, "\"enabled\":false"));
      answers.add(vault.secret("batch-key", canaries.secret, "\"enabled\":true"));
      answers.add(
          vault.secret(
              "batch-key", canaries.secret, good + ",\"exp\":\"" + canaries.secret + "\""));
      for (ResponseDefinitionBuilder answer : answers) {
        vault.answer(answer.withHeader("Retry-After", "3600"));
        Secrets secrets = vault.client(Clock.systemUTC());
        seen.put("client", secrets.toString());
        hear("secret " + seen.size(), () -> secrets.read(NAME));
      }
      vault.challenge("Bearer resource=\"" + said + "\"");
      Vault other = vault;
      hear("challenge", () -> other.client(Clock.systemUTC()).read(NAME));
    }

    assertThat(seen.values()).anyMatch(text -> text.startsWith("Secret[name=batch-key"));
    assertThat(isAzureHeard()).isTrue();
    assertThat(leaks()).isEmpty();
  }

  @Test
  void nothingOfASignInIsShown(@TempDir Path folder) throws Exception {
    String password = "Pw~" + canaries.secret;
    canaries.add("client secret", password);
    try (Vault vault = Vault.start(Tls.make(folder, Vault.NAMES))) {
      vault.answer(vault.secret("batch-key", canaries.secret, Vault.attributes(Instant.now())));
      TokenCredential credential =
          SignIn.quiet(new ClientSecretCredentialBuilder())
              .tenantId(Vault.TENANT)
              .clientId("0f8fad5b-d9cb-469f-a165-70867728950e")
              .clientSecret(password)
              .disableInstanceDiscovery()
              .httpClient(new RedactingClient(vault.http()))
              .build();
      Secrets secrets =
          new KeyVaultSecrets(
              vault.address(),
              new SignIn(credential),
              vault.http(),
              Resilience.standard(),
              Clock.systemUTC(),
              call -> {});
      vault.sign(
          json(401, signInError("AADSTS7000215: Invalid client secret. " + canaries.sentence())));
      hear("failed sign-in", () -> secrets.read(NAME));
      TokenCredential other =
          asked ->
              Mono.error(new ClientAuthenticationException(password, null, new IOException("x")));
      hear("other sign-in", () -> new SignIn(other).getTokenSync(new TokenRequestContext()));
      vault.sign(
          aResponse()
              .withHeader("Content-Type", "application/json")
              .withBody(
                  """
                  {"token_type":"Bearer","expires_in":3599,"access_token":"%s"}
                  """
                      .formatted(canaries.token + canaries.tokenEnd)));
      hear("sign-in", () -> secrets.read(NAME));
    }

    assertThat(seen.get("failed sign-in")).contains("AADSTS7000215").contains("az login");
    assertThat(seen.get("other sign-in")).contains("az login");
    assertThat(seen.get("sign-in")).startsWith("Secret[name=batch-key");
    assertThat(leaks()).isEmpty();
  }

  private static String signInError(String description) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("error", "invalid_client")
        .put("error_description", description)
        .toString();
  }
}
