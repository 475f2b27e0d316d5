package io.github.sealframe.batchclient.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * A Batch account on a real socket, that carries out what it is asked, counts that, and loses its
 * answers when it is told to. It acts as the service does: what has been done already is refused
 * with the service's own code.
 */
final class LossyAccount implements AutoCloseable {
  /** What becomes of the answer to a request that changes something. */
  enum Loss {
    RESET_BEFORE_IT,
    RESET_WITHIN_ITS_HEADERS,
    RESET_WITHIN_ITS_BODY,
    HTTP_408,
    HTTP_500,
    HTTP_502,
    HTTP_504,
    /** These are no loss: the service says that it has done nothing. */
    HTTP_429,
    HTTP_503
  }

  /**
   * What happens to one request that changes something.
   *
   * @param how null to answer as it should be
   * @param acts whether it is carried out
   */
  record Trouble(Loss how, boolean acts) {}

  private record Reply(int status, String body) {}

  private static final Set<String> COLLECTIONS = Set.of("/pools", "/jobs", "/jobschedules");

  private final ServerSocket socket;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final Map<String, ObjectNode> resources = new TreeMap<>();
  private final Map<String, Integer> acted = new TreeMap<>();
  private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
  private final Deque<Trouble> troubles = new ConcurrentLinkedDeque<>();
  private volatile Consumer<String> reads = path -> {};

  LossyAccount() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    threads.execute(this::accept);
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  /** As new, with these resources: a path and its JSON in turn. */
  synchronized void reset(Map<String, String> there) {
    resources.clear();
    acted.clear();
    requests.clear();
    troubles.clear();
    reads = path -> {};
    there.forEach(this::put);
  }

  synchronized void put(String path, String json) {
    try {
      resources.put(path, (ObjectNode) Json.MAPPER.readTree(json));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the next requests that change something meet, one after the other. */
  void next(Trouble... troubles) {
    this.troubles.addAll(List.of(troubles));
  }

  /** What each request that reads something meets; what is thrown breaks the connection. */
  void onRead(Consumer<String> meets) {
    reads = meets;
  }

  /** How often each request has changed something, as in {@code POST /pools}. */
  synchronized Map<String, Integer> acted() {
    return new TreeMap<>(acted);
  }

  /** All requests in their order, as in {@code GET /pools/p1}. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  synchronized JsonNode at(String path) {
    return resources.get(path);
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        open.add(client);
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket client) {
    try (client) {
      InputStream in = new BufferedInputStream(client.getInputStream());
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        String[] words = line.split(" ", 3);
        int length = 0;
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
          if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
            length = Integer.parseInt(header.substring(header.indexOf(':') + 1).strip());
          }
        }
        byte[] body = in.readNBytes(length);
        String path = URI.create(words[1]).getPath();
        if (!answer(client, words[0], path, body)) {
          client.setSoLinger(true, 0);
          return;
        }
      }
    } catch (IOException e) {
      // The client has gone.
    } finally {
      open.remove(client);
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (b != '\r') {
        line.write(b);
      }
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  /**
   * @return whether the connection is to be used again
   */
  private boolean answer(Socket client, String method, String path, byte[] body)
      throws IOException {
    requests.add(method + " " + path);
    if (method.equals("GET")) {
      try {
        reads.accept(path);
      } catch (RuntimeException e) {
        return false;
      }
      send(client, read(path));
      return true;
    }
    Trouble trouble = troubles.isEmpty() ? new Trouble(null, true) : troubles.poll();
    Reply reply =
        trouble.acts()
            ? change(method, path, body.length == 0 ? null : Json.MAPPER.readTree(body))
            : new Reply(202, "");
    return lost(client, reply, trouble.how());
  }

  private static boolean lost(Socket client, Reply reply, Loss how) throws IOException {
    if (how == null) {
      send(client, reply);
      return true;
    }
    switch (how) {
      case RESET_BEFORE_IT -> {}
      case RESET_WITHIN_ITS_HEADERS -> write(client, "HTTP/1.1 " + reply.status() + " x\r\nrequ");
      case RESET_WITHIN_ITS_BODY ->
          write(
              client,
              "HTTP/1.1 500 x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{\"co");
      case HTTP_408 -> send(client, error(408, "OperationTimedOut"));
      case HTTP_429 -> send(client, error(429, "TooManyRequests"));
      case HTTP_500 -> send(client, error(500, "InternalError"));
      case HTTP_502 -> send(client, new Reply(502, "<html>bad gateway</html>"));
      case HTTP_503 -> send(client, error(503, "ServerBusy"));
      case HTTP_504 -> send(client, new Reply(504, ""));
    }
    return how.name().startsWith("HTTP");
  }

  private static void send(Socket client, Reply reply) throws IOException {
    int length = reply.body().getBytes(StandardCharsets.UTF_8).length;
    String id = reply.body().startsWith("<") ? "" : "request-id: " + UUID.randomUUID() + "\r\n";
    String lengthHeader = reply.status() == 204 ? "" : "Content-Length: " + length + "\r\n";
    write(
        client,
        "HTTP/1.1 "
            + reply.status()
            + " x\r\nContent-Type: application/json\r\n"
            + id
            + lengthHeader
            + "\r\n"
            + reply.body());
  }

  private static void write(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    client.getOutputStream().flush();
  }

  private static Reply error(int status, String code) {
    return new Reply(
        status,
        "{\"code\":\"" + code + "\",\"message\":{\"lang\":\"en-US\",\"value\":\"because\"}}");
  }

  private synchronized Reply read(String path) {
    if (path.endsWith("/nodes")) {
      List<String> nodes = new ArrayList<>();
      resources.forEach(
          (at, node) -> {
            if (at.startsWith(path + "/")) {
              nodes.add(node.toString());
            }
          });
      return new Reply(200, "{\"value\":[" + String.join(",", nodes) + "]}");
    }
    ObjectNode there = resources.get(path);
    return there == null ? error(404, kind(path) + "NotFound") : new Reply(200, there.toString());
  }

  private static String kind(String path) {
    Deque<String> parts = new ArrayDeque<>(List.of(path.substring(1).split("/")));
    return path.contains("/files/")
        ? "File"
        : parts.contains("tasks")
            ? "Task"
            : parts.contains("nodes")
                ? "Node"
                : Map.of("pools", "Pool", "jobs", "Job", "jobschedules", "JobSchedule")
                    .get(parts.getFirst());
  }

  private synchronized Reply change(String method, String path, JsonNode body) {
    Reply reply = reply(method, path, body);
    if (reply.status() < 300) {
      acted.merge(method + " " + path, 1, Integer::sum);
    }
    return reply;
  }

  private Reply reply(String method, String path, JsonNode body) {
    if (method.equals("POST") && (COLLECTIONS.contains(path) || path.endsWith("/tasks"))) {
      String at = path + "/" + body.path("id").asText();
      if (resources.containsKey(at)) {
        return error(409, kind(at) + "Exists");
      }
      ObjectNode made = body.deepCopy();
      resources.put(at, made.put("state", "active"));
      return new Reply(201, "");
    }
    String verb = method.equals("POST") ? path.substring(path.lastIndexOf('/') + 1) : method;
    String at = method.equals("POST") ? path.substring(0, path.lastIndexOf('/')) : path;
    ObjectNode it = resources.get(at);
    if (it == null) {
      return error(404, kind(at) + "NotFound");
    }
    return changed(verb, at, it, body);
  }

  private Reply changed(String verb, String at, ObjectNode it, JsonNode body) {
    String state = it.path("state").asText();
    switch (verb) {
      case "PATCH", "PUT" -> {
        it.setAll((ObjectNode) body);
        return new Reply(200, "");
      }
      case "updateproperties" -> {
        it.setAll((ObjectNode) body);
        return new Reply(204, "");
      }
      case "DELETE" -> {
        return deleted(at, it, state);
      }
      case "resize" -> {
        if (!it.path("allocationState").asText().equals("steady")) {
          return error(409, "PoolBeingResized");
        }
        it.setAll((ObjectNode) body);
        return to(it, "allocationState", "resizing", 202);
      }
      case "removenodes" -> {
        if (!it.path("allocationState").asText().equals("steady")) {
          return error(409, "PoolBeingResized");
        }
        body.path("nodeList")
            .forEach(id -> to(resources.get(at + "/nodes/" + id.asText()), "leavingpool"));
        return to(it, "allocationState", "resizing", 202);
      }
      case "stopresize" -> {
        return it.path("allocationState").asText().equals("resizing")
            ? to(it, "allocationState", "stopping", 202)
            : error(409, "OperationInvalidForCurrentState");
      }
      case "enableautoscale" -> {
        if (it.path("enableAutoScale").asBoolean()) {
          return error(503, "TooManyEnableAutoScaleRequests");
        }
        it.setAll((ObjectNode) body);
        it.put("enableAutoScale", true);
        return new Reply(200, "");
      }
      case "disableautoscale" -> {
        if (!it.path("enableAutoScale").asBoolean()) {
          return error(409, "OperationNotValidOnPool");
        }
        it.put("enableAutoScale", false);
        return new Reply(200, "");
      }
      case "evaluateautoscale" -> {
        return new Reply(200, "{\"results\":\"$TargetDedicatedNodes=1\"}");
      }
      case "terminate" -> {
        return switch (state) {
          case "terminating" -> error(409, kind(at) + "BeingTerminated");
          case "completed" -> error(409, kind(at) + "Completed");
          default ->
              kind(at).equals("Job")
                  ? to(it, "state", "terminating", 202)
                  : to(it, "state", "completed", kind(at).equals("Task") ? 204 : 202);
        };
      }
      case "disable" -> {
        return state.equals("active")
            ? to(it, "state", "disabled", kind(at).equals("Job") ? 202 : 204)
            : error(409, kind(at) + "Disabled");
      }
      case "enable" -> {
        return state.equals("disabled")
            ? to(it, "state", "active", kind(at).equals("Job") ? 202 : 204)
            : error(409, "OperationInvalidForCurrentState");
      }
      case "addtaskcollection" -> {
        return new Reply(200, "{\"value\":[]}");
      }
      case "reboot", "reimage" -> {
        return new Reply(202, "");
      }
      case "reactivate" -> {
        return new Reply(204, "");
      }
      case "start" -> {
        return state.equals("deallocated")
            ? to(it, "state", "starting", 202)
            : error(409, "OperationNotValidOnNode");
      }
      case "deallocate" -> {
        return state.equals("idle")
            ? to(it, "state", "deallocating", 202)
            : error(409, "OperationNotValidOnNode");
      }
      case "disablescheduling", "enablescheduling" -> {
        String wanted = verb.startsWith("dis") ? "disabled" : "enabled";
        return it.path("schedulingState").asText().equals(wanted)
            ? error(409, "NodeAlreadyInTargetSchedulingState")
            : to(it, "schedulingState", wanted, 200);
      }
      case "uploadbatchservicelogs" -> {
        return new Reply(200, "{\"virtualDirectoryName\":\"d\",\"numberOfFilesUploaded\":1}");
      }
      default -> throw new IllegalArgumentException(verb);
    }
  }

  /** Pools and jobs take their time. */
  private Reply deleted(String at, ObjectNode it, String state) {
    return switch (kind(at)) {
      case "Pool", "Job" ->
          state.equals("deleting")
              ? error(409, kind(at) + "BeingDeleted")
              : to(it, "state", "deleting", 202);
      case "JobSchedule" -> {
        resources.remove(at);
        yield new Reply(202, "");
      }
      default -> {
        resources.remove(at);
        yield new Reply(200, "");
      }
    };
  }

  private static void to(ObjectNode it, String state) {
    it.put("state", state);
  }

  private static Reply to(ObjectNode it, String field, String value, int status) {
    it.put(field, value);
    return new Reply(status, "");
  }

  @Override
  public void close() throws IOException {
    socket.close();
    threads.shutdownNow();
    for (Socket client : open) {
      client.close();
    }
  }
}
