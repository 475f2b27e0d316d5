package io.github.sealframe.core;

import static org.assertj.core.api.Assertions.assertThat;

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

  @Test
  void whatNodesAndFilesAreCalledOrSayIsLeftOut(@TempDir Path folder) throws Exception {
    PlanRecord plan =
        new PlanRecord(
            PRODUCTION,
            POOL,
            new Resolution(320, 180),
            List.of(
                new PlanRecord.Input(
                    "start", CANARY, BlobRef.of(ContainerRole.PACKAGES, DIGEST), DIGEST),
                new PlanRecord.Input(
                    "preparation", CANARY, BlobRef.of(ContainerRole.INPUT, DIGEST), DIGEST)),
            List.of(new PlanRecord.Chunk(TASK, FrameSet.parse("7"))),
            Map.of("renderer", DIGEST.hex(), "scene", DIGEST.hex(), "start", CANARY));
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
            Optional.empty());
    Path file = folder.resolve("x.journal");

    try (Journal journal = Journal.open(file, PRODUCTION, CLOCK, new SecureRandom())) {
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
}
