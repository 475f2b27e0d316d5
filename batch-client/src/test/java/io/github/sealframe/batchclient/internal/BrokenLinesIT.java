package io.github.sealframe.batchclient.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.sealframe.batchclient.BatchClient;
import io.github.sealframe.batchclient.BatchQuery;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.batchclient.ResilienceSettings;
import io.github.sealframe.batchclient.internal.OddServer.Answer;
import io.github.sealframe.batchclient.internal.OddServer.Line;
import io.github.sealframe.batchclient.models.BatchNodeRebootKind;
import io.github.sealframe.batchclient.models.BatchNodeRebootParameters;
import io.github.sealframe.batchclient.models.BatchTaskCreateParameters;
import io.github.sealframe.core.ServiceRefusal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that break off, never end, or are none, down to the byte. */
@Timeout(60)
class BrokenLinesIT {
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofSeconds(1);
  private static final long MEGABYTE = 1 << 20;
  private static final String OK = "HTTP/1.1 200 OK\r\nrequest-id: r1\r\n";
  private static final String JSON = "Content-Type: application/json;odata=minimalmetadata\r\n";
  private static final String TASK = "{\"id\":\"t\"}";

  private OddServer server;

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private BatchClient client(Duration deadline, Answer answer) throws IOException {
    server = new OddServer(answer);
    return new BatchClient(
        Wire.connection(
            server.endpoint(),
            Clock.systemUTC(),
            new Resilience(
                new ResilienceSettings(
                    deadline,
                    3,
                    Duration.ofMillis(1),
                    Duration.ofMillis(5),
                    16,
                    1000,
                    1000,
                    100,
                    Duration.ofSeconds(1)))));
  }

  private static void reboot(BatchClient client) {
    client.nodes().rebootNode("p", "n", new BatchNodeRebootParameters(BatchNodeRebootKind.REQUEUE));
  }

  private static String read(BatchClient client) {
    return client.tasks().getTask("j", "t").id();
  }

  private static InputStream open(BatchClient client) {
    return client.files().getTaskFile("j", "t", "stdout.txt");
  }

  private static String ofLength(int length, String body) {
    return OK + JSON + "Content-Length: " + length + "\r\n\r\n" + body;
  }

  private static String inChunks(String... chunks) {
    StringBuilder body = new StringBuilder(OK + JSON + "Transfer-Encoding: chunked\r\n\r\n");
    for (String chunk : chunks) {
      body.append(Integer.toHexString(chunk.length())).append("\r\n").append(chunk).append("\r\n");
    }
    return body.toString();
  }

  static Stream<Arguments> halves() {
    return Stream.of(
        Arguments.of("body by length", ofLength(TASK.length(), "{\"id\":")),
        Arguments.of("body in chunks", inChunks("{\"id\":")),
        Arguments.of("chunk", OK + JSON + "Transfer-Encoding: chunked\r\n\r\na\r\n{\"id\""),
        Arguments.of("length of a chunk", inChunks("{\"id\":") + "f"),
        Arguments.of("head", OK + "Content-Ty"),
        Arguments.of("status line", "HTTP/1.1 20"));
  }

  @ParameterizedTest
  @MethodSource("halves")
  void asksAgainWhenItGotAHalf(String what, String half) throws IOException {
    for (int resets = 0; resets < 2; resets++) {
      boolean isReset = resets == 1;
      BatchClient client =
          client(
              LONG,
              (number, line) -> {
                line.send(number == 1 ? half : ofLength(TASK.length(), TASK));
                if (number == 1 && isReset) {
                  line.reset();
                }
              });
      assertThat(read(client)).as(what).isEqualTo("t");
      assertThat(server.requests()).hasSize(2);
      server.close();
    }
  }

  @ParameterizedTest
  @MethodSource("halves")
  void givesUpWhenItGetsHalvesOnly(String what, String half) throws IOException {
    BatchClient client = client(LONG, (number, line) -> line.send(half));

    assertThatExceptionOfType(ServiceRefusal.class)
        .as(what)
        .isThrownBy(() -> read(client))
        .withMessageContaining("the connection to the Batch endpoint " + server.endpoint())
        .withMessageContaining("broke, tried 3 times; check the network")
        .withNoCause();
    assertThat(server.requests()).hasSize(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "HTTP/1.1 20", "HTTP/1.1 202 Accepted\r\nrequest-id: "})
  void doesNotRepeatAnActOfWhichItDoesNotKnow(String half) throws IOException {
    BatchClient client = client(LONG, (number, line) -> line.send(half));

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> reboot(client))
        .withMessageContaining("look whether it was done all the same");
    assertThat(server.requests()).hasSize(1);
  }

  /** Where only the status matters, what follows it cannot take it back. */
  @ParameterizedTest
  @ValueSource(strings = {"", "Content-Length: 9\r\n", "Content-Length: 9\r\n" + JSON})
  void believesAStatusWhateverBreaksAfterIt(String more) throws IOException {
    BatchClient client =
        client(
            LONG,
            (number, line) -> {
              String status = number == 1 ? "202 Accepted" : "201 Created";
              line.send("HTTP/1.1 " + status + "\r\nrequest-id: r1\r\n" + more + "\r\nhalf");
              // Java's client may drop what it has just read when a reset comes at once.
              TimeUnit.MILLISECONDS.sleep(300);
              line.reset();
            });

    reboot(client);
    client.tasks().createTask("j", BatchTaskCreateParameters.builder("t", "true").build());

    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void goesOnWhenALineBreaksAfterAWholeAnswer() throws IOException {
    CountDownLatch got = new CountDownLatch(1);
    BatchClient client =
        client(
            LONG,
            (number, line) -> {
              line.send(ofLength(TASK.length(), TASK));
              got.await();
              line.reset();
            });

    assertThat(read(client)).isEqualTo("t");
    got.countDown();
    assertThat(read(client)).isEqualTo("t");
    assertThat(server.requests()).hasSize(2);
  }

  static Stream<Arguments> endless() {
    return Stream.of(
        endless("stalled before its status", Line::stall),
        endless("stalled in its head", line -> sendAndStall(line, OK)),
        endless("stalled in its body", line -> sendAndStall(line, ofLength(99, "{\"id\":"))),
        endless("stalled in a chunk", line -> sendAndStall(line, inChunks("{\"id\":"))),
        endless(
            "a body that drips",
            line -> {
              line.send(OK + JSON + "Content-Length: 1000000\r\n\r\n{");
              while (true) {
                line.send(" ");
                TimeUnit.MILLISECONDS.sleep(20);
              }
            }),
        endless(
            "a head that drips",
            line -> {
              line.send(OK);
              while (true) {
                line.send("X");
                TimeUnit.MILLISECONDS.sleep(20);
              }
            }));
  }

  /** One way to keep a client waiting. */
  private interface Waiting {
    void write(Line line) throws IOException, InterruptedException;
  }

  private static Arguments endless(String what, Waiting answer) {
    Answer each = (number, line) -> answer.write(line);
    return Arguments.of(what, each);
  }

  private static void sendAndStall(Line line, String text)
      throws IOException, InterruptedException {
    line.send(text);
    line.stall();
  }

  @ParameterizedTest
  @MethodSource("endless")
  void endsAtItsDeadline(String what, Answer answer) throws IOException {
    BatchClient client = client(SHORT, answer);
    Instant began = Instant.now();

    assertThatExceptionOfType(ServiceRefusal.class)
        .as(what)
        .isThrownBy(() -> read(client))
        .withMessageContaining("it did not end within 1 s, at the Batch endpoint")
        .withMessageContaining(server.endpoint().toString());
    assertThat(Duration.between(began, Instant.now())).isLessThan(Duration.ofSeconds(8));
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void readsNoMoreThanItsLimit() throws IOException {
    BatchClient client =
        client(
            LONG,
            (number, line) -> {
              line.send(OK + JSON + "\r\n{\"value\":[");
              line.sendForEver(" ".repeat(1 << 16));
            });

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> client.tasks().listTasks("j", BatchQuery.ALL).toList())
        .withMessageContaining("64 MiB or a million pieces of JSON; ask for smaller pages");
    assertThat(server.requests()).hasSize(1);
    assertThat(server.sent()).isBetween(64 * MEGABYTE, 80 * MEGABYTE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", JSON, "Content-Type: text/html\r\n"})
  void readsLittleOfABodyThatDoesNotMatter(String type) throws IOException {
    BatchClient client =
        client(
            LONG,
            (number, line) -> {
              line.send("HTTP/1.1 202 Accepted\r\nrequest-id: r1\r\n" + type + "\r\n");
              line.sendForEver(" ".repeat(1 << 16));
            });

    reboot(client);

    assertThat(server.requests()).hasSize(1);
    assertThat(server.sent()).isLessThan(16 * MEGABYTE);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 503})
  void readsLittleOfAnError(int status) throws IOException {
    BatchClient client =
        client(
            LONG,
            (number, line) -> {
              line.send(
                  "HTTP/1.1 " + status + " No\r\nrequest-id: r1\r\n" + JSON + "\r\n{\"a\":\"");
              line.sendForEver("x".repeat(1 << 16));
            });

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> read(client))
        .withMessageContaining("HTTP " + status);
    assertThat(server.requests()).hasSize(status == 503 ? 3 : 1);
    assertThat(server.sent()).isLessThan(48 * MEGABYTE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-Many: 0123456789\r\n", "x"})
  void readsNoHeadWithoutEnd(String piece) throws IOException {
    BatchClient client =
        client(
            LONG,
            (number, line) -> {
              line.send(OK);
              line.sendForEver(piece.repeat(1 << 10));
            });

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> reboot(client))
        .withMessageContaining(" broke; look whether it was done");
    assertThat(server.requests()).hasSize(1);
    assertThat(server.sent()).isLessThan(16 * MEGABYTE);
  }

  private static byte[] bomb() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write("{\"id\":\"t\"}".getBytes(StandardCharsets.US_ASCII));
      byte[] blanks = " ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII);
      for (int megabytes = 0; megabytes < 128; megabytes++) {
        gzip.write(blanks);
      }
    }
    return packed.toByteArray();
  }

  private BatchClient packed(int status, String type) throws IOException {
    byte[] bomb = bomb();
    return client(
        LONG,
        (number, line) -> {
          line.send(
              "HTTP/1.1 %d X\r\nrequest-id: r1\r\n%sContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n"
                  .formatted(status, type, bomb.length));
          line.send(bomb);
        });
  }

  @Test
  void unpacksNothing() throws IOException {
    BatchClient client = packed(200, JSON);
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> read(client))
        .withMessageContaining("is not the Batch service");
    assertThat(server.requests()).hasSize(1);
    assertThat(server.requests().get(0).toLowerCase(Locale.ROOT)).doesNotContain("accept-encoding");
    server.close();

    BatchClient failing = packed(400, JSON);
    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> read(failing))
        .withMessageContaining("HTTP 400");
    server.close();

    BatchClient ofFiles = packed(200, "Content-Type: application/octet-stream\r\n");
    try (InputStream file = open(ofFiles)) {
      assertThat(file.readAllBytes()).isEqualTo(bomb());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello\r\n\r\n",
        "SSH-2.0-OpenSSH_9.2\r\n",
        "<html>no</html>",
        "HTTP/1.1 abc OK\r\n\r\n",
        "\u0015\u0003\u0003\u0000\u0002\u0002P"
      })
  void refusesWhatIsNoAnswer(String bytes) throws IOException {
    BatchClient client = client(LONG, (number, line) -> line.send(bytes));

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> reboot(client))
        .withMessageContaining(server.endpoint().toString())
        .withNoCause();
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aFileIsReadAsItComes() throws IOException {
    BatchClient client =
        client(
            SHORT,
            (number, line) -> {
              line.send(OK + "Content-Type: application/octet-stream\r\n\r\n");
              line.sendForEver("x".repeat(1 << 16));
            });

    try (InputStream file = open(client)) {
      assertThat(file.readNBytes(1 << 20)).hasSize(1 << 20);
    }
    assertThat(server.sent()).isLessThan(16 * MEGABYTE);
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void aFileThatBreaksOffIsNotTakenForAWholeOne() throws IOException {
    String head = OK + "Content-Type: application/octet-stream\r\n";
    for (String half :
        new String[] {
          head + "Content-Length: 10\r\n\r\nhalf",
          head + "Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"
        }) {
      BatchClient client = client(LONG, (number, line) -> line.send(half));
      try (InputStream file = open(client)) {
        assertThatIOException().isThrownBy(file::readAllBytes);
      }
      assertThat(server.requests()).hasSize(1);
      server.close();
    }
  }

  @Test
  void asksNoMoreOnceItWasInterrupted() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    BatchClient client =
        client(
            LONG,
            (number, line) -> {
              if (number > 1) {
                line.send("HTTP/1.1 202 Accepted\r\nrequest-id: r1\r\n\r\n");
                return;
              }
              line.send(ofLength(99, "{\"id\":"));
              asked.countDown();
              line.awaitEnd();
            });
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread caller =
        new Thread(
            () -> {
              try {
                read(client);
              } catch (ServiceRefusal e) {
                thrown.set(e);
              }
            });
    caller.start();
    assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();

    caller.interrupt();
    caller.join(20_000);

    assertThat(thrown.get()).hasMessageContaining("it was interrupted");
    reboot(client);
    assertThat(server.requests()).hasSize(2);
    assertThat(server.requests().get(1)).startsWith("POST ");
  }
}
