package io.github.sealframe.batchclient.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;

/**
 * A job of a Batch account on a real socket: keeps the tasks that it is given, and counts what it
 * is asked. Does it as badly as a test wants.
 */
final class TaskServer implements AutoCloseable {
  static final String JOB = "j1";

  /** Something that a request meets before it is carried out. */
  interface Obstacle {
    void meet() throws Exception;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, ObjectNode> tasks = new ConcurrentHashMap<>();
  private final List<List<String>> requests = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger reads = new AtomicInteger();
  private final List<String> lists = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger underWay = new AtomicInteger();
  private final AtomicInteger mostUnderWay = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();
  private volatile Obstacle before = () -> {};
  private volatile Obstacle after = () -> {};
  private volatile BiFunction<Integer, String, Optional<String>> results =
      (request, id) -> Optional.empty();
  private volatile int largestBody = 1 << 20;
  private volatile boolean takesFilters = true;

  TaskServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setExecutor(threads);
    server.createContext("/jobs/" + JOB + "/addtaskcollection", this::add);
    server.createContext("/jobs/" + JOB + "/tasks", this::list);
    server.createContext("/jobs/" + JOB + "/tasks/", this::get);
    server.start();
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** What each request to add tasks meets before it does anything. */
  void before(Obstacle obstacle) {
    before = obstacle;
  }

  /** What each meets when its tasks are there; when that throws, the connection breaks. */
  void after(Obstacle obstacle) {
    after = obstacle;
  }

  /**
   * Has tasks end otherwise than they would.
   *
   * @param instead given the number of the request, from 1, and the task's id: the JSON text of its
   *     result, of several with commas between, or a blank one for none; empty to carry it out
   */
  void answer(BiFunction<Integer, String, Optional<String>> instead) {
    results = instead;
  }

  void refuseBodiesOver(int bytes) {
    largestBody = bytes;
  }

  void refuseFilters() {
    takesFilters = false;
  }

  /** Ids of the tasks that the job has, as they were given. */
  List<String> ids() {
    return tasks.values().stream().map(task -> task.path("id").asText()).sorted().toList();
  }

  /** The ids in each request to add tasks. */
  List<List<String>> requests() {
    return List.copyOf(requests);
  }

  /** How often one task was read. */
  int reads() {
    return reads.get();
  }

  /** The filters of the lists that were asked for. */
  List<String> lists() {
    return List.copyOf(lists);
  }

  /** How many requests to add tasks were under way at once, at most. */
  int mostUnderWay() {
    return mostUnderWay.get();
  }

  /** How many requests to add tasks have been carried out. */
  int answered() {
    return answered.get();
  }

  private void add(HttpExchange exchange) throws IOException {
    mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      JsonNode asked = Json.MAPPER.readTree(body).path("value");
      int number;
      synchronized (requests) {
        requests.add(ids(asked));
        number = requests.size();
      }
      before.meet();
      if (body.length > largestBody) {
        respond(exchange, 413, "{\"code\":\"RequestBodyTooLarge\",\"message\":{\"value\":\"x\"}}");
        return;
      }
      ObjectNode answer = Json.MAPPER.createObjectNode();
      ArrayNode value = answer.putArray("value");
      for (JsonNode task : asked) {
        String result =
            results.apply(number, task.path("id").asText()).orElseGet(() -> added(task));
        value.addAll((ArrayNode) Json.MAPPER.readTree("[" + result + "]"));
      }
      after.meet();
      answered.incrementAndGet();
      respond(exchange, 200, answer.toString());
    } catch (IOException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    } finally {
      underWay.decrementAndGet();
    }
  }

  private static List<String> ids(JsonNode asked) {
    List<String> ids = new ArrayList<>();
    asked.forEach(task -> ids.add(task.path("id").asText()));
    return ids;
  }

  private String added(JsonNode task) {
    String id = task.path("id").asText();
    ObjectNode there = task.deepCopy();
    // What the service fills in.
    there.put("requiredSlots", 1).put("state", "active");
    return tasks.putIfAbsent(id.toLowerCase(Locale.ROOT), there) == null
        ? result(id, "success")
        : error(id, "clienterror", "TaskExists");
  }

  static String result(String id, String status) {
    return "{\"status\":\"" + status + "\",\"taskId\":\"" + id + "\"}";
  }

  static String error(String id, String status, String code) {
    return "{\"status\":\"%s\",\"taskId\":\"%s\",\"error\":{\"code\":\"%s\",\"message\":{\"value\":\"why\"}}}"
        .formatted(status, id, code);
  }

  private void get(HttpExchange exchange) throws IOException {
    try (exchange) {
      reads.incrementAndGet();
      String path = exchange.getRequestURI().getPath();
      String id = path.substring(path.lastIndexOf('/') + 1);
      ObjectNode task = tasks.get(id.toLowerCase(Locale.ROOT));
      if (task == null) {
        respond(exchange, 404, "{\"code\":\"TaskNotFound\",\"message\":{\"value\":\"x\"}}");
      } else {
        respond(exchange, 200, task.toString());
      }
    }
  }

  /** By ids, with case. */
  private void list(HttpExchange exchange) throws IOException {
    try (exchange) {
      String query = exchange.getRequestURI().getQuery();
      String filter = query.replaceAll(".*\\$filter=([^&]*).*", "$1");
      lists.add(filter);
      if (!takesFilters) {
        respond(exchange, 400, "{\"code\":\"InvalidQueryParameterValue\"}");
        return;
      }
      ObjectNode answer = Json.MAPPER.createObjectNode();
      ArrayNode value = answer.putArray("value");
      for (String term : filter.split(" or ", -1)) {
        String id = term.replaceAll("id eq '([^']*)'", "$1");
        ObjectNode task = tasks.get(id.toLowerCase(Locale.ROOT));
        if (task != null && task.path("id").asText().equals(id)) {
          value.add(task);
        }
      }
      respond(exchange, 200, answer.toString());
    }
  }

  private static void respond(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("request-id", "0f8fad5b-d9cb-469f-a165-70867728950e");
    exchange.getResponseHeaders().set("Content-Type", "application/json;odata=minimalmetadata");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
  }
}
