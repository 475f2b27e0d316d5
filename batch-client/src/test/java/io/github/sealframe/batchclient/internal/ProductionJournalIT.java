package io.github.sealframe.batchclient.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.common.StorageSharedKeyCredential;
import io.github.sealframe.batchclient.Resilience;
import io.github.sealframe.core.BlobStore;
import io.github.sealframe.core.ContainerRole;
import io.github.sealframe.core.DenyList;
import io.github.sealframe.core.FolderDownloader;
import io.github.sealframe.core.Journal;
import io.github.sealframe.core.JournalHead;
import io.github.sealframe.core.JournalRefusal;
import io.github.sealframe.core.JournalSegments;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.ProductionJournal;
import io.github.sealframe.core.RemoteRefusal;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The journal in the control container, written by several machines to Azurite. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
@Tag("wf-batch-central-monitoring")
class ProductionJournalIT {
  private static final SecureRandom RANDOM = new SecureRandom();

  @TempDir private static Path data;
  private static Azurite azurite;

  @TempDir private Path folder;
  private ProductionCode production;
  private BlobStore blobs;

  @BeforeAll
  static void start() throws Exception {
    azurite = Azurite.start(data);
  }

  @AfterAll
  static void stop() {
    if (azurite != null) {
      azurite.close();
    }
  }

  @BeforeEach
  void begin() {
    production = ProductionCode.random(RANDOM);
    blobs = blobs(azurite.endpoint());
    blobs.createContainers();
  }

  private BlobStore blobs(URI endpoint) {
    return new Connections(
            URI.create("http://127.0.0.1:1"),
            endpoint,
            production,
            Clock.systemUTC(),
            Resilience.standard(),
            call -> {})
        .withKeys(Wire.ACCOUNT, Wire.KEY, Azurite.ACCOUNT, Azurite.KEY)
        .farm()
        .blobs();
  }

  /** A process on a machine: opens the machine's file, and sends to storage by some way. */
  private final class Machine implements AutoCloseable {
    private final Journal local;
    private final ProductionJournal journal;

    Machine(String name) throws IOException {
      this(name, blobs);
    }

    Machine(String name, BlobStore store) throws IOException {
      local = Journal.open(file(name), production, DenyList.none(), Clock.systemUTC(), RANDOM);
      journal = new ProductionJournal(local, store, Clock.systemUTC());
    }

    void write(int lines) throws IOException {
      for (int i = 0; i < lines; i++) {
        local.append("frame-saved", Map.of("frame", Integer.toString(i)));
      }
    }

    JournalHead send() throws IOException {
      return journal.send();
    }

    @Override
    public void close() throws IOException {
      local.close();
    }
  }

  private Path file(String machine) {
    return folder.resolve(machine + ".journal");
  }

  private ProductionJournal.Proved verify(JournalHead... heads) throws IOException {
    return ProductionJournal.verify(JournalSegments.in(blobs), List.of(heads));
  }

  /** Every line of every machine is there once, up to its last receipt. */
  private void assertWhole(String... machines) throws IOException {
    ProductionJournal.Proved proved = verify();
    Set<String> names = new HashSet<>();
    for (String name : machines) {
      JournalHead there = proved.machines().get(machine(name));
      Journal.Proved local = Journal.verify(file(name), List.of(there));
      names.add(local.machine());
      assertThat(local.head().lines()).as(name).isBetween(there.lines(), there.lines() + 1);
      verify(local.sent().toArray(new JournalHead[0]));
    }
    assertThat(proved.machines().keySet()).isEqualTo(names);
  }

  private String machine(String name) throws IOException {
    return Journal.verify(file(name), List.of()).machine();
  }

  @Test
  void severalMachinesWriteOneJournal() throws IOException {
    assertThat(verify().head().lines()).isZero();
    JournalHead first;
    JournalHead last;
    try (Machine one = new Machine("one");
        Machine other = new Machine("other")) {
      one.write(2);
      first = one.send();
      assertThat(first.lines()).as("header, journal and two more").isEqualTo(4);
      assertThat(one.send()).as("nothing to send").isEqualTo(first);
      other.write(1);
      other.send();
      one.write(1);
      last = one.send();
    }

    assertThat(last.lines()).as("with a receipt").isEqualTo(10);
    assertThat(verify(first, last).head()).isEqualTo(last);
    assertThat(verify().segments()).isEqualTo(3);
    assertThat(verify().production()).contains(production);
    assertWhole("one", "other");
    try (Machine again = new Machine("one")) {
      again.write(1);
      again.send();
    }
    assertWhole("one", "other");
  }

  @Test
  void aMachineWhoseLinesAreOthersIsRefused() throws IOException {
    try (Machine one = new Machine("one")) {
      one.write(2);
      Files.copy(file("one"), file("clone"));
      one.write(1);
      one.send();
    }
    try (Machine clone = new Machine("clone")) {
      clone.write(2);
      assertThatExceptionOfType(JournalRefusal.class)
          .isThrownBy(clone::send)
          .withMessageContaining(file("clone") + ": line 4")
          .withMessageContaining("not the one that the production's journal has");
    }
    Files.write(file("one"), Files.readAllLines(file("one")).subList(0, 3));
    try (Machine cut = new Machine("one")) {
      assertThatExceptionOfType(JournalRefusal.class)
          .isThrownBy(cut::send)
          .withMessageContaining("line 4: it is not there");
    }
    assertThat(verify().segments()).isEqualTo(1);
  }

  /** What was in the journal when this machine last looked has to be there still. */
  @Test
  void aJournalThatWasCutOffIsNotGoneOnWith() throws IOException {
    try (Machine one = new Machine("one")) {
      one.write(1);
      one.send();
      one.write(1);
      one.send();
    }
    ForeignBlobs foreign = new ForeignBlobs();
    foreign.remove(2);
    try (Machine again = new Machine("one")) {
      again.write(1);
      assertThatExceptionOfType(JournalRefusal.class)
          .isThrownBy(again::send)
          .withMessageContaining("line 4")
          .withMessageContaining("had 6 lines");
    }
    foreign.remove(1);
    try (Machine again = new Machine("one")) {
      assertThatExceptionOfType(JournalRefusal.class)
          .isThrownBy(again::send)
          .withMessageContaining("line 1")
          .withMessageContaining("had 6 lines");
    }
    foreign.put(3, "x");
    try (Machine other = new Machine("other")) {
      assertThatExceptionOfType(JournalRefusal.class)
          .isThrownBy(other::send)
          .withMessageContaining("2 of its first 3 segments are not there");
    }
  }

  /** Every line of every segment deleted, changed, swapped or cut off, as somebody could do it. */
  @Test
  @Tag("batch-diagnostic-logs")
  void whateverIsDoneToALineIsFoundInThatLine() throws IOException {
    try (Machine one = new Machine("one");
        Machine other = new Machine("other")) {
      one.write(1);
      one.send();
      other.write(1);
      other.send();
      one.write(1);
      one.send();
    }
    JournalHead head = verify().head();
    Path saved = folder.resolve("saved");
    new FolderDownloader(blobs)
        .download(ContainerRole.CONTROL, JournalSegments.FOLDER, any -> true, saved);
    assertThat(ProductionJournal.verify(JournalSegments.in(saved), List.of(head)).segments())
        .isEqualTo(3);
    long number = 1;
    for (int segment = 1; segment <= 3; segment++) {
      Path file = saved.resolve(JournalSegments.name(segment));
      byte[] bytes = Files.readAllBytes(file);
      List<String> right = Files.readAllLines(file);
      for (int i = 0; i < right.size(); i++, number++) {
        List<String> removed = new ArrayList<>(right);
        removed.remove(i);
        assertThat(refusedLine(saved, file, removed, head)).as("removed").isEqualTo(number);
        List<String> twice = new ArrayList<>(right);
        twice.add(i, right.get(i));
        assertThat(refusedLine(saved, file, twice, head)).as("twice").isEqualTo(number + 1);
        assertThat(refusedLine(saved, file, right.subList(0, i), head))
            .as("cut off")
            .isEqualTo(number);
        for (int j = i + 1; j < right.size(); j++) {
          List<String> swapped = new ArrayList<>(right);
          Collections.swap(swapped, i, j);
          assertThat(refusedLine(saved, file, swapped, head)).as("swapped").isEqualTo(number);
        }
      }
      number -= right.size();
      for (int i = 0; i < bytes.length; i++) {
        byte[] wrong = bytes.clone();
        wrong[i] ^= 1;
        Files.write(file, wrong);
        assertThat(refusedLine(saved, head)).as("byte %d of %d", i, segment).isEqualTo(number);
        if (bytes[i] == '\n') {
          number++;
        }
      }
      Files.delete(file);
      assertThat(refusedLine(saved, head)).isEqualTo(number - right.size());
      Files.write(file, bytes);
    }
    assertThat(number).isEqualTo(head.lines() + 1);
    Path stranger = Files.writeString(saved.resolve("notes.txt"), "x");
    assertThatExceptionOfType(JournalRefusal.class)
        .isThrownBy(() -> ProductionJournal.verify(JournalSegments.in(saved), List.of()))
        .withMessageContaining(stranger.toString());
  }

  private static long refusedLine(Path saved, Path file, List<String> lines, JournalHead head)
      throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, lines);
    try {
      return refusedLine(saved, head);
    } finally {
      Files.write(file, bytes);
    }
  }

  private static long refusedLine(Path saved, JournalHead head) throws IOException {
    try {
      ProductionJournal.verify(JournalSegments.in(saved), List.of(head));
      throw new AssertionError("accepted");
    } catch (JournalRefusal e) {
      return e.line();
    }
  }

  @Test
  void machinesThatRaceLoseAndRepeatNothing() throws Exception {
    String[] names = {"one", "two", "two", "three"};
    ExecutorService threads = Executors.newFixedThreadPool(names.length);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (String name : names) {
        all.add(
            threads.submit(
                () -> {
                  try (Machine machine = new Machine(name)) {
                    for (int i = 0; i < 8; i++) {
                      machine.write(3);
                      machine.send();
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> each : all) {
        each.get(1, TimeUnit.MINUTES);
      }
    } finally {
      threads.shutdownNow();
    }

    assertWhole("one", "two", "three");
    assertThat(Files.readAllLines(file("two")).stream().filter(line -> line.contains("frame")))
        .hasSize(48);
  }

  /**
   * A sender that ends before or after each of its requests: the next one of the same machine goes
   * on. What it had written stands in the journal once.
   */
  @Test
  void whereverASenderEndsTheNextOneGoesOn() throws IOException {
    int ends = 0;
    for (boolean before : new boolean[] {true, false}) {
      for (int call = 1; ends(call, before); call++) {
        ends++;
        try (Machine next = new Machine("one")) {
          next.write(1);
          JournalHead head = next.send();
          assertThat(verify(head).head()).isEqualTo(head);
        }
        assertWhole("one");
      }
    }
    assertThat(ends).as("list, look, write: before and after each").isGreaterThan(4);
  }

  /** Whether the sender came to that request, and ended there. */
  private boolean ends(int call, boolean before) throws IOException {
    int[] left = {call};
    BlobStore ending =
        (BlobStore)
            Proxy.newProxyInstance(
                BlobStore.class.getClassLoader(),
                new Class<?>[] {BlobStore.class},
                (proxy, method, arguments) -> {
                  if (before && --left[0] == 0) {
                    throw new Ended();
                  }
                  Object answer = method.invoke(blobs, arguments);
                  if (!before && --left[0] == 0) {
                    throw new Ended();
                  }
                  return answer;
                });
    try (Machine machine = new Machine("one", ending)) {
      machine.write(2);
      machine.send();
      return false;
    } catch (Ended e) {
      return true;
    }
  }

  private static final class Ended extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** A process that is killed somewhere, again and again. */
  @Test
  void aKilledSenderLosesNothing() throws Exception {
    long seed = RANDOM.nextLong();
    System.out.println("seed of the kills: " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    JournalHead last = JournalHead.parse("0:" + "0".repeat(64));
    for (int kill = 0; kill < 3; kill++) {
      Process sender =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  JournalSender.class.getName(),
                  azurite.endpoint().toString(),
                  production.value(),
                  file("one").toString())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      try (BufferedReader out = sender.inputReader(StandardCharsets.UTF_8)) {
        for (int i = 0; i < 3; i++) {
          last = JournalHead.parse(out.readLine());
        }
        TimeUnit.MILLISECONDS.sleep(random.nextInt(40));
      } finally {
        sender.destroyForcibly().waitFor();
      }
      verify(last);
    }
    try (Machine next = new Machine("one")) {
      next.write(1);
      next.send();
    }
    assertWhole("one");
    verify(last);
  }

  @Test
  void whatCannotBeSentIsSentLater() throws IOException {
    JournalHead head;
    try (Relay relay = new Relay(azurite.endpoint());
        Machine machine = new Machine("one", blobs(relay.endpoint()))) {
      machine.write(1);
      head = machine.send();
      relay.cutAfter(0);
      machine.write(1);
      assertThatExceptionOfType(RemoteRefusal.class).isThrownBy(machine::send);
      assertThat(machine.journal.trySend()).isEmpty();
      relay.mend();
      machine.write(1);
      assertThat(machine.send().lines()).as("header, receipt, two").isEqualTo(head.lines() + 4);
    }
    verify(head);
    assertWhole("one");
  }

  /** Requests grow with bytes, not with frames. */
  @Test
  void manyLinesAreFewRequests() throws IOException {
    List<String> calls = Collections.synchronizedList(new ArrayList<>());
    try (Machine machine = new Machine("one", counted(calls))) {
      machine.write(20_000);
      JournalHead head = machine.send();
      assertThat(head.lines()).isBetween(20_002L, 20_005L);
    }
    assertThat(calls).hasSizeLessThan(5).contains("list", "putIfAbsent");
    assertWhole("one");
  }

  private BlobStore counted(List<String> calls) {
    return (BlobStore)
        Proxy.newProxyInstance(
            BlobStore.class.getClassLoader(),
            new Class<?>[] {BlobStore.class},
            (proxy, method, arguments) -> {
              calls.add(method.getName());
              return method.invoke(blobs, arguments);
            });
  }

  /** Azurite's blobs, as anybody with the key could change them. */
  private final class ForeignBlobs {
    private final BlobContainerClient control =
        BlobConnection.to(
                azurite.endpoint(),
                new StorageSharedKeyCredential(Azurite.ACCOUNT, Azurite.KEY),
                Resilience.standard())
            .getBlobContainerClient(production + "-control");

    void remove(long segment) {
      control.getBlobClient(JournalSegments.FOLDER + JournalSegments.name(segment)).delete();
    }

    void put(long segment, String text) {
      control
          .getBlobClient(JournalSegments.FOLDER + JournalSegments.name(segment))
          .upload(BinaryData.fromString(text));
    }
  }
}
