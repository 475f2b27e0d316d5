package io.github.sealframe.batchclient.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sealframe.batchclient.BatchClient;
import io.github.sealframe.batchclient.BatchTasks;
import io.github.sealframe.batchclient.RefusedTask;
import io.github.sealframe.batchclient.models.BatchTaskCreateParameters;
import io.github.sealframe.core.ServiceRefusal;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Any number of tasks, added over real sockets to a service that does not always do well. */
@Timeout(60)
class CreateTasksIT {
  private static final int AT_A_TIME = TaskCollections.AT_A_TIME;
  private static final long PATIENCE_SECONDS = 30;

  private TaskServer server;
  private BatchTasks tasks;
  private final List<RefusedTask> refused = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    server = new TaskServer();
    tasks = new BatchClient(Wire.connection(server.endpoint(), Clock.systemUTC())).tasks();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private static String id(int number) {
    return String.format("t%06d", number);
  }

  private static BatchTaskCreateParameters task(int number) {
    return task(id(number), "true");
  }

  private static BatchTaskCreateParameters task(String id, String commandLine) {
    return BatchTaskCreateParameters.builder(id, commandLine).build();
  }

  private static Iterator<BatchTaskCreateParameters> source(int count) {
    return source(count, CreateTasksIT::task);
  }

  private static Iterator<BatchTaskCreateParameters> source(
      int count, Function<Integer, BatchTaskCreateParameters> task) {
    return IntStream.rangeClosed(1, count).boxed().map(task).iterator();
  }

  private static List<String> ids(int count) {
    return IntStream.rangeClosed(1, count).mapToObj(CreateTasksIT::id).toList();
  }

  private long add(Iterator<BatchTaskCreateParameters> source) {
    return tasks.createTasks(TaskServer.JOB, source, refused::add);
  }

  private long add(BatchTaskCreateParameters... asked) {
    return add(List.of(asked).iterator());
  }

  private int asked() {
    return server.requests().stream().mapToInt(List::size).sum();
  }

  @Test
  void fourRequestsOfAHundredAreUnderWayAndNeverMore() {
    CyclicBarrier together = new CyclicBarrier(AT_A_TIME);
    server.before(() -> together.await(PATIENCE_SECONDS, TimeUnit.SECONDS));

    assertThat(add(source(12 * 100))).isEqualTo(1200);

    assertThat(server.mostUnderWay()).isEqualTo(AT_A_TIME);
    assertThat(server.requests()).hasSize(12).allSatisfy(ids -> assertThat(ids).hasSize(100));
    assertThat(server.ids()).isEqualTo(ids(1200));
    assertThat(refused).isEmpty();
  }

  @Test
  void aSourceIsReadNoFurtherThanWhatIsUnderWay() {
    AtomicInteger read = new AtomicInteger();
    AtomicInteger furthest = new AtomicInteger();
    CyclicBarrier together = new CyclicBarrier(AT_A_TIME);
    server.before(
        () -> {
          together.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
          furthest.accumulateAndGet(read.get() - 100 * server.answered(), Math::max);
        });

    add(
        source(
            1600,
            number -> {
              read.incrementAndGet();
              return task(number);
            }));

    assertThat(read).hasValue(1600);
    assertThat(furthest.get()).isBetween(100, AT_A_TIME * 100);
  }

  @Test
  void ofATooLargeGroupOnlyTheTaskThatAloneIsTooLargeIsRefused() {
    server.refuseBodiesOver(2000);

    long added =
        add(source(30, number -> task(id(number), number == 17 ? "x".repeat(3000) : "true")));

    assertThat(added).isEqualTo(29);
    assertThat(server.ids()).hasSize(29).doesNotContain(id(17));
    assertThat(refused)
        .singleElement()
        .satisfies(
            task -> {
              assertThat(task.taskId()).isEqualTo(id(17));
              assertThat(task.code()).isEqualTo("RequestBodyTooLarge");
              assertThat(task.reason()).contains("it alone");
            });
  }

  @Test
  void aTaskThatIsThereCountsWhenItIsTheOneAskedFor() {
    add(source(3));

    assertThat(add(task(1), task(id(2), "false"), task(3), task(4))).isEqualTo(3);

    assertThat(server.ids()).isEqualTo(ids(4));
    assertThat(refused)
        .singleElement()
        .satisfies(
            task -> {
              assertThat(task.taskId()).isEqualTo(id(2));
              assertThat(task.code()).isEqualTo("TaskExists");
              assertThat(task.reason()).endsWith("differs in commandLine");
            });
  }

  @Test
  void tasksThatAreThereAreReadManyAtATime() {
    int count = 2000;
    assertThat(add(source(count))).isEqualTo(count);

    assertThat(
            add(source(count, number -> number == 1234 ? task(id(number), "false") : task(number))))
        .isEqualTo(count - 1);

    assertThat(refused).extracting(RefusedTask::taskId).containsExactly(id(1234));
    assertThat(server.requests()).hasSize(40);
    // As many as a filter holds: 26 with ids of 7 characters.
    assertThat(server.lists())
        .hasSize(20 * 4)
        .allSatisfy(filter -> assertThat(filter).hasSizeLessThanOrEqualTo(500));
    assertThat(server.reads()).isZero();
  }

  @Test
  void theLongestIdsMakeNoLongerFilters() {
    Function<Integer, BatchTaskCreateParameters> longest =
        number -> task("x".repeat(57) + id(number), "true");
    add(source(20, longest));

    assertThat(add(source(20, longest))).isEqualTo(20);

    assertThat(server.lists())
        .hasSize(4)
        .allSatisfy(filter -> assertThat(filter).hasSizeLessThanOrEqualTo(500));
    assertThat(server.reads()).isZero();
  }

  @Test
  void tasksThatAreThereAreReadOneByOneWhenTheServiceTakesNoFilter() {
    add(source(30));
    server.refuseFilters();

    assertThat(add(source(30, number -> number == 12 ? task(id(number), "false") : task(number))))
        .isEqualTo(29);

    assertThat(refused).extracting(RefusedTask::taskId).containsExactly(id(12));
    assertThat(server.lists()).hasSize(2);
    assertThat(server.reads()).isEqualTo(30);
  }

  @Test
  void aTaskThatIsSaidToBeThereAndIsNotIsAskedForAgain() {
    server.answer(
        (request, id) ->
            request == 1 && id.equals(id(2))
                ? Optional.of(TaskServer.error(id, "clienterror", "TaskExists"))
                : Optional.empty());

    assertThat(add(source(3))).isEqualTo(3);

    assertThat(server.requests()).containsExactly(ids(3), List.of(id(2)));
    assertThat(server.ids()).isEqualTo(ids(3));
    assertThat(refused).isEmpty();
  }

  /** Batch compares ids without case. */
  @Test
  void ofTwoTasksOfOneIdTheSecondHasToEqualTheFirst() {
    assertThat(add(task("a", "true"), task("A", "true"), task("b", "true"), task("B", "false")))
        .isEqualTo(3);

    assertThat(server.ids()).containsExactly("a", "b");
    assertThat(server.requests())
        .allSatisfy(
            ids -> assertThat(ids.stream().map(String::toLowerCase)).doesNotHaveDuplicates());
    assertThat(refused).extracting(RefusedTask::taskId).containsExactly("B");
  }

  @Test
  void theSameIdInAnotherRequestIsToldToo() {
    Iterator<BatchTaskCreateParameters> twice =
        source(1000, number -> number == 1000 ? task(id(1), "false") : task(number));

    assertThat(add(twice)).isEqualTo(999);

    assertThat(server.ids()).isEqualTo(ids(999));
    assertThat(refused)
        .singleElement()
        .satisfies(task -> assertThat(task.reason()).contains("commandLine"));
  }

  @Test
  void whatTheServiceWillNeverTakeIsToldByTask() {
    server.answer(
        (request, id) ->
            id.equals(id(7)) || id.equals(id(150))
                ? Optional.of(TaskServer.error(id, "clienterror", "InvalidPropertyValue"))
                : Optional.empty());

    assertThat(add(source(250))).isEqualTo(248);

    assertThat(refused).extracting(RefusedTask::taskId).containsExactlyInAnyOrder(id(7), id(150));
    assertThat(refused).allSatisfy(task -> assertThat(task.reason()).isEqualTo("why"));
    assertThat(asked()).as("nothing is asked for twice").isEqualTo(250);
  }

  @Test
  void aTaskThatTheServiceKeepsFailingAtIsNamed() {
    server.answer(
        (request, id) ->
            id.equals(id(2))
                ? Optional.of(TaskServer.error(id, "servererror", "InternalError"))
                : Optional.empty());

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> add(source(3)))
        .withMessageContaining("task " + id(2) + " to job " + TaskServer.JOB)
        .withMessageContaining("5 times, InternalError");

    assertThat(server.requests()).hasSize(5).startsWith(ids(3)).endsWith(List.of(id(2)));
    assertThat(server.ids()).containsExactly(id(1), id(3));
  }

  @Test
  void aTaskWithoutAResultIsAskedForAgain() {
    server.answer(
        (request, id) ->
            request > 1
                ? Optional.empty()
                : Optional.of(
                    switch (id) {
                      case "t000001" -> "";
                      case "t000002" -> TaskServer.result("another", "success");
                      case "t000003" -> TaskServer.result(id, "postponed");
                      case "t000004" -> "{\"taskId\":\"t000004\"}";
                      default -> TaskServer.result("", "success");
                    }));

    assertThat(add(source(5))).isEqualTo(5);

    assertThat(server.requests()).containsExactly(ids(5), ids(5));
    assertThat(server.ids()).isEqualTo(ids(5));
  }

  /** Neither of the two may be believed. */
  @Test
  void aTaskOfWhichTwoThingsAreToldIsAskedForAgain() {
    server.answer(
        (request, id) ->
            request == 1 && id.equals(id(2))
                ? Optional.of(
                    TaskServer.result(id, "success")
                        + ","
                        + TaskServer.error(id, "clienterror", "InvalidPropertyValue"))
                : Optional.empty());

    assertThat(add(source(3))).isEqualTo(3);

    assertThat(server.requests()).containsExactly(ids(3), List.of(id(2)));
    assertThat(server.ids()).isEqualTo(ids(3));
    assertThat(refused).isEmpty();
  }

  @Test
  void oneResultTwiceAndOneOfATaskThatNobodyAskedForCountOnce() {
    server.answer(
        (request, id) ->
            Optional.of(
                TaskServer.result(id, "success")
                    + ","
                    + TaskServer.result(id, "success")
                    + ","
                    + TaskServer.result("x" + id, "success")));

    assertThat(add(source(250))).isEqualTo(250);

    assertThat(asked()).isEqualTo(250);
    assertThat(refused).isEmpty();
  }

  @Test
  void aServiceThatNeverTellsOfATaskIsNotBelieved() {
    server.answer((request, id) -> id.equals(id(3)) ? Optional.of("") : Optional.empty());

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> add(source(4)))
        .withMessageContaining("task " + id(3) + " to job " + TaskServer.JOB)
        .withMessageContaining("5 times");

    assertThat(server.requests()).hasSize(5).startsWith(ids(4)).endsWith(List.of(id(3)));
  }

  @Test
  void aConnectionThatBreaksAfterTheTasksWereAddedDoublesNothing() {
    AtomicBoolean broken = new AtomicBoolean();
    server.after(
        () -> {
          if (broken.compareAndSet(false, true)) {
            throw new IOException("the line breaks");
          }
        });

    assertThat(add(source(350))).isEqualTo(350);

    assertThat(broken).isTrue();
    assertThat(server.requests()).hasSize(5);
    assertThat(server.ids()).isEqualTo(ids(350));
    assertThat(server.lists().stream().mapToInt(filter -> filter.split(" or ", -1).length).sum())
        .as("each is compared with what was asked")
        .isIn(100, 50);
    assertThat(refused).isEmpty();
  }

  @Test
  void aSourceThatFailsLeavesNothingRunning() {
    Iterator<BatchTaskCreateParameters> failing =
        source(
            1000,
            number -> {
              if (number == 450) {
                throw new IllegalStateException("the source failed");
              }
              return task(number);
            });

    assertThatThrownBy(() -> add(failing)).hasMessage("the source failed");

    assertNobodySends();
    assertAllCanBeAdded(1000);
  }

  @Test
  void aConsumerThatFailsLeavesNothingRunning() {
    server.answer(
        (request, id) ->
            id.equals(id(50))
                ? Optional.of(TaskServer.error(id, "clienterror", "InvalidPropertyValue"))
                : Optional.empty());
    AtomicInteger read = new AtomicInteger();

    assertThatThrownBy(
            () ->
                tasks.createTasks(
                    TaskServer.JOB,
                    source(
                        1000,
                        number -> {
                          read.incrementAndGet();
                          return task(number);
                        }),
                    task -> {
                      throw new IllegalStateException("no " + task.taskId());
                    }))
        .hasMessage("no " + id(50));

    assertNobodySends();
    assertThat(read).hasValueLessThan(1000);
    server.answer((request, id) -> Optional.empty());
    assertAllCanBeAdded(1000);
  }

  @Test
  void anInterruptStopsReadingTheSourceAtOnce() {
    AtomicInteger read = new AtomicInteger();
    Iterator<BatchTaskCreateParameters> interrupting =
        source(
            1000,
            number -> {
              read.incrementAndGet();
              if (number == 150) {
                Thread.currentThread().interrupt();
              }
              return task(number);
            });

    assertThatExceptionOfType(ServiceRefusal.class)
        .isThrownBy(() -> add(interrupting))
        .withMessageContaining("interrupted");

    assertThat(Thread.interrupted()).as("the thread stays interrupted").isTrue();
    assertThat(read).hasValue(150);
    assertNobodySends();
    assertAllCanBeAdded(1000);
  }

  @Test
  void anInterruptLeavesNothingRunning() throws Exception {
    CountDownLatch arrived = new CountDownLatch(AT_A_TIME);
    CountDownLatch release = new CountDownLatch(1);
    server.before(
        () -> {
          arrived.countDown();
          release.await();
        });
    FutureTask<Boolean> adding =
        new FutureTask<>(
            () -> {
              assertThatExceptionOfType(ServiceRefusal.class)
                  .isThrownBy(() -> add(source(1000)))
                  .withMessageContaining("interrupted");
              assertNobodySends();
              return Thread.currentThread().isInterrupted();
            });
    Thread caller = new Thread(adding);
    caller.start();
    try {
      assertThat(arrived.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      caller.interrupt();

      assertThat(adding.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
          .as("the thread stays interrupted")
          .isTrue();
    } finally {
      release.countDown();
    }
    server.before(() -> {});
    assertNobodySends();
    assertAllCanBeAdded(1000);
  }

  /**
   * What a sender has put on the line may still reach the server, and nothing follows it. A thread
   * that has ended may still be listed for a moment.
   */
  private static void assertNobodySends() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (senders() > 0 && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    assertThat(senders()).isZero();
  }

  private static long senders() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals(TaskCollections.SENDER))
        .count();
  }

  /** Whatever became of those under way: asking for all of them adds each once. */
  private void assertAllCanBeAdded(int count) {
    assertThat(add(source(count))).isEqualTo(count);
    assertThat(server.ids()).isEqualTo(ids(count));
    assertThat(refused).isEmpty();
  }
}
