package io.github.sealframe.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlanRecordTest {
  private static final PlanRecord RECORD =
      new PlanRecord(
          new ProductionCode("pabcdefghij"),
          new PoolId("pabcdefghij-0123456789ab"),
          new Resolution(320, 180),
          List.of(
              input("start", ContainerRole.PACKAGES, "verifier"),
              input("preparation", ContainerRole.INPUT, "scene")),
          List.of(
              new PlanRecord.Chunk(new TaskId("00001-1-4"), FrameSet.parse("1-4")),
              new PlanRecord.Chunk(new TaskId("00002-m3-9"), FrameSet.parse("-3,9"))),
          Map.of(
              "priority", "0",
              "task-limit", "PT4H",
              "start", "/bin/sh -c 'check packages/a b'",
              "preparation", "/bin/sh -c 'check input/c d'",
              "image", "/images/node/versions/1.0.0",
              "node-agent", "batch.node.debian 12",
              "vm-size", "STANDARD_D2S_V5",
              "subnet", "/subnets/n",
              "protection", "1011"));

  @Test
  void holdsWhatALivePoolAndAJobAreComparedWith() {
    PoolPlan pool = RECORD.poolPlan();
    assertThat(pool.startTask().commandLine()).isEqualTo("/bin/sh -c 'check packages/a b'");
    assertThat(pool.startTask().inputs())
        .extracting(NodeInput::fileName)
        .containsExactly("verifier");
    assertThat(pool.shape().nodeAgentSku()).isEqualTo("batch.node.debian 12");
    assertThat(pool.shape().subnet()).contains("/subnets/n");
    assertThat(pool.shape().identity()).isEmpty();
    assertThat(pool.shape().protection()).isEqualTo(new PoolProtection(true, false, true, true));
    JobPlan job = RECORD.jobPlan();
    assertThat(job.id()).isEqualTo(RECORD.job());
    assertThat(job.preparation().commandLine()).isEqualTo("/bin/sh -c 'check input/c d'");
    assertThat(job.preparation().inputs()).extracting(NodeInput::fileName).containsExactly("scene");
    assertThat(job.taskLimit()).hasHours(4);
  }

  @Test
  void aRecordThatDoesNotSayWhatToCompareIsRefused() {
    PlanRecord older =
        new PlanRecord(
            RECORD.production(),
            RECORD.pool(),
            RECORD.resolution(),
            RECORD.inputs(),
            RECORD.chunks(),
            Map.of("priority", "0"));
    assertThatExceptionOfType(IntegrityRefusal.class)
        .isThrownBy(older::poolPlan)
        .withMessageContaining(older.job().value())
        .withMessageContaining("image");
  }

  @Test
  void readsBackWhatItWrote() {
    PlanRecord read = PlanRecord.parse(RECORD.job(), RECORD.text());
    assertThat(read.text()).isEqualTo(RECORD.text());
    assertThat(read.chunks()).isEqualTo(RECORD.chunks());
    assertThat(read.inputs()).isEqualTo(RECORD.inputs());
    assertThat(read.poolPlan()).isEqualTo(RECORD.poolPlan());
    assertThat(read.jobPlan()).isEqualTo(RECORD.jobPlan());
    assertThat(read.frames()).isEqualTo(6);
  }

  @Test
  void namesItsJobByItsDigest() {
    assertThat(RECORD.job().value())
        .isEqualTo("pabcdefghij-" + RECORD.digest().hex().substring(0, 16));
  }

  @Test
  void namesTheApprovalThatItRestsOn() {
    assertThat(RECORD.approval()).isEmpty();
    Sha256 digest = Sha256.of(new byte[] {1});
    PlanRecord approved = with(Map.of("approval", digest.hex()));
    assertThat(PlanRecord.parse(approved.job(), approved.text()).approval()).contains(digest);
    PlanRecord none = with(Map.of("approval", "none"));
    assertThat(PlanRecord.parse(none.job(), none.text()).approval()).isEmpty();
  }

  private static PlanRecord with(Map<String, String> terms) {
    return new PlanRecord(
        RECORD.production(), RECORD.pool(), RECORD.resolution(), List.of(), List.of(), terms);
  }

  @Test
  void refusesEveryChangedLine() {
    List<String> lines = RECORD.text().lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      refused(RECORD.text().replace(lines.get(i) + "\n", ""));
      refused(RECORD.text().replace(lines.get(i) + "\n", lines.get(i) + "1\n"));
    }
    refused("");
    refused(RECORD.text() + "more\n");
    refused(RECORD.text().replace("1-4\n", "1-5\n"));
  }

  private static void refused(String text) {
    assertThatExceptionOfType(IntegrityRefusal.class)
        .isThrownBy(() -> PlanRecord.parse(RECORD.job(), text))
        .withMessageContaining(RECORD.job().value());
  }

  private static PlanRecord.Input input(String gate, ContainerRole role, String text) {
    Sha256 digest = Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    return new PlanRecord.Input(gate, text, BlobRef.of(role, digest), digest);
  }
}
