package io.github.sealframe.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenderJournalTest {
  private static final String CANARY = "NightOfTheCanary";
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-24T12:00:00Z"), ZoneOffset.UTC);
  private static final ProductionCode PRODUCTION = new ProductionCode("pabcdefghij");
  private static final PoolId POOL = new PoolId("pabcdefghij-0123456789ab");
  private static final NodeId NODE = new NodeId("n1");
  private static final TaskId TASK = new TaskId("00001-7");
  private static final Sha256 DIGEST = Sha256.of(new byte[] {1});

  private static PlanRecord plan() {
    return new PlanRecord(
        PRODUCTION,
        POOL,
        new Resolution(320, 180),
        List.of(
            new PlanRecord.Input(
                "start", CANARY, BlobRef.of(ContainerRole.PACKAGES, DIGEST), DIGEST),
            new PlanRecord.Input(
                "preparation", CANARY, BlobRef.of(ContainerRole.INPUT, DIGEST), DIGEST)),
        List.of(new PlanRecord.Chunk(TASK, FrameSet.parse("7"))),
        Map.of("renderer", DIGEST.hex(), "scene", DIGEST.hex(), "start", CANARY, "image", "i1"));
  }

  @Test
  void whatNodesAndFilesAreCalledOrSayIsLeftOut(@TempDir Path folder) throws Exception {
    PlanRecord plan = plan();
    Hold hold =
        new Hold(
            "h1",
            PRODUCTION,
            CLOCK.instant(),
            new Hold.Cause(
                Hold.Kind.NODE_UNUSABLE,
                POOL,
                Optional.of(NODE),
                Optional.of(11),
                CANARY,
                List.of(CANARY)),
            List.of(plan.job()),
            List.of(),
            List.of(CANARY),
            List.of(CANARY),
            Map.of(),
            Optional.empty());
    Path file = folder.resolve("x.journal");

    try (ProductionJournal journal =
        new ProductionJournal(
            Journal.open(file, PRODUCTION, DenyList.none(), CLOCK, new SecureRandom()),
            noStorage(),
            CLOCK)) {
      RenderJournal render = new RenderJournal(journal, plan);
      render.accept(new RenderEvent.HoldPut(hold));
      render.accept(
          new RenderEvent.FrameSaved(7, folder.resolve(CANARY + "/0007.png"), true, TASK, DIGEST));
      Verdict.FailedTask failed = new Verdict.FailedTask(TASK, FrameSet.parse("7"), CANARY);
      render.accept(new RenderEvent.TaskFailed(plan.job(), failed));
      render.accept(new RenderEvent.Ended(new Verdict(plan.job(), 1, List.of(failed), 0)));
    }

    assertThat(Files.readString(file, StandardCharsets.US_ASCII))
        .contains("\"hold-put\"", "\"frame-saved\"", "\"task-failed\"", "\"verdict\"")
        .doesNotContain(CANARY);
  }

  /** Before a submission or a release goes on, the control container has to know of it. */
  @Test
  void whatMustBeInTheContainerIsRefusedWhenStorageIsAway(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("x.journal");
    Hold hold =
        new Hold(
            "h1",
            PRODUCTION,
            CLOCK.instant(),
            new Hold.Cause(
                Hold.Kind.NODE_UNUSABLE, POOL, Optional.of(NODE), Optional.empty(), CANARY),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            Map.of(),
            Optional.empty());
    ReleaseRequest request =
        new ReleaseRequest("Ada", CANARY, Optional.of("Bo"), Map.of(NODE, Disposition.REMOVE));
    try (ProductionJournal journal =
        new ProductionJournal(
            Journal.open(file, PRODUCTION, DenyList.none(), CLOCK, new SecureRandom()),
            noStorage(),
            CLOCK)) {
      assertThatExceptionOfType(ServiceRefusal.class)
          .isThrownBy(
              () ->
                  new RenderJournal(journal, plan())
                      .accept(new RenderEvent.Submitting(plan(), List.of(), "account key")));
      assertThatExceptionOfType(ServiceRefusal.class)
          .isThrownBy(
              () ->
                  new HoldJournal(journal)
                      .accept(new RenderEvent.Releasing(hold, request, "account key")));
      assertThat(journal.trySend()).isEmpty();
    }

    assertThat(Files.readString(file, StandardCharsets.US_ASCII))
        .contains("\"submission\"", "\"image\":\"i1\"", "\"verifier\":\"" + DIGEST)
        .contains("\"hold-releasing\"", "\"by\":\"Ada\",\"second\":\"Bo\"", "n1=remove")
        .contains(Sha256.of(CANARY.getBytes(StandardCharsets.UTF_8)).hex())
        .doesNotContain(CANARY);
  }

  /** Storage that is away. */
  private static BlobStore noStorage() {
    return (BlobStore)
        Proxy.newProxyInstance(
            BlobStore.class.getClassLoader(),
            new Class<?>[] {BlobStore.class},
            (proxy, method, arguments) -> {
              throw new ServiceRefusal("read", "the journal", "no network", "try again");
            });
  }
}
