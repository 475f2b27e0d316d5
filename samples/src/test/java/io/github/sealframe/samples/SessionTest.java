package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Nobody stays signed in who has nothing to do. */
@Tag("portal-session-timeout")
class SessionTest {
  private static final Duration LIMIT = Duration.ofMinutes(15);

  @TempDir private Path folder;
  private final List<OpenFarm> opened = new ArrayList<>();
  private Path emulator;

  /** Endpoints at which nobody listens: nothing is asked. */
  @BeforeEach
  void nobody() throws IOException {
    URI address = URI.create("http://127.0.0.1:9");
    emulator =
        Files.writeString(
            folder.resolve("emulator.json"),
            new LocalEndpoints(address, "acct", "a2V5", URI.create(address + "/acct")).text());
  }

  private OpenFarm open() throws IOException {
    FarmOptions options = new FarmOptions();
    new CommandLine(options)
        .parseArgs("--emulator", emulator.toString(), "--work", folder.resolve("work").toString());
    opened.add(options.openUnasked());
    return opened.get(opened.size() - 1);
  }

  private static OpenFarm used(Session session) throws IOException {
    return session.use(farm -> farm);
  }

  private static boolean isClosed(OpenFarm farm) {
    try {
      farm.journal().append("looked", Map.of());
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  @Test
  void whatIsUsedAgainInTimeStaysAndWhatIsNotIsMadeAnew() throws IOException {
    Hands hands = new Hands();
    try (Session session = new Session(this::open, Optional.of(LIMIT), hands)) {
      OpenFarm first = used(session);
      hands.now = hands.now.plus(LIMIT).minusSeconds(1);
      assertThat(used(session)).isSameAs(first);
      hands.now = hands.now.plus(LIMIT).minusSeconds(1);
      assertThat(used(session)).as("since the last use").isSameAs(first);
      assertThat(isClosed(first)).isFalse();

      hands.now = hands.now.plus(LIMIT);
      assertThat(used(session)).isNotSameAs(first);
      assertThat(isClosed(first)).isTrue();
    }
    assertThat(opened).hasSize(2).allMatch(SessionTest::isClosed);
  }

  @Test
  void itIsDroppedByItselfAndNotWhileItIsUsed() throws IOException {
    Duration soon = Duration.ofMillis(20);
    try (Session session = new Session(this::open, Optional.of(soon), Clock.systemUTC())) {
      session.use(
          farm -> {
            session.use(inner -> inner);
            await().pollDelay(soon.multipliedBy(5)).until(() -> true);
            assertThat(isClosed(farm)).isFalse();
            return farm;
          });
      await().atMost(Duration.ofSeconds(10)).until(() -> isClosed(opened.get(0)));
    }
  }

  @Test
  void withoutALimitItStays() throws IOException {
    Hands hands = new Hands();
    try (Session session = new Session(this::open, Optional.empty(), hands)) {
      used(session);
      hands.now = hands.now.plus(Duration.ofDays(7));
      used(session);
    }
    assertThat(opened).hasSize(1);
  }

  @Test
  void whatCannotBeOpenedIsTriedAgainByTheNextUse() throws IOException {
    List<Integer> tries = new ArrayList<>();
    Session.Opening second =
        () -> {
          tries.add(1);
          if (tries.size() == 1) {
            throw new IOException("not yet");
          }
          return open();
        };
    try (Session session = new Session(second, Optional.of(LIMIT), Clock.systemUTC())) {
      assertThatThrownBy(() -> used(session)).hasMessage("not yet");
      assertThat(used(session)).isNotNull();
    }
  }

  /** A clock that is set. */
  private static final class Hands extends Clock {
    private Instant now = Instant.parse("2026-11-28T09:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }
}
