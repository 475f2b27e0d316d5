package io.github.sealframe.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Limits on nodes where the machine allows them, and what is said where it does not. */
class NodeLimitsIT {

  @RegisterExtension
  static final BatchEmulatorExtension EMULATOR =
      new BatchEmulatorExtension(BatchEmulator.Settings.defaults().withNodeLimits(0.5, 32));

  @Test
  void aTaskOverTheMemoryOfItsNodeIsKilledOrTheEmulatorSaysThatThereAreNoLimits(
      BatchEmulator emulator) {
    BatchWire wire = new BatchWire(emulator);
    wire.addPool("p", 1, "");
    wire.addJob("j", "p", "");
    wire.addTask("j", "small", "true", "");
    wire.addTask("j", "large", "exec tail -c 67108864 /dev/zero", "");
    NodeLimits limits = emulator.nodeLimits();
    System.out.println("Limits of nodes on this machine: " + limits);
    assertThat(wire.awaitTask("j", "small", "completed").at("/executionInfo/exitCode").asInt(-1))
        .isZero();
    if (limits instanceof NodeLimits.NotApplied not) {
      assertThat(not.reason()).contains("cgroup");
    } else {
      assertThat(limits).isEqualTo(new NodeLimits.Applied());
      JsonNode info = wire.awaitTask("j", "large", "completed").path("executionInfo");
      assertThat(info.path("exitCode").asInt()).isEqualTo(137);
      assertThat(info.path("result").asText()).isEqualTo("failure");
    }
  }

  @Test
  void noLimitsAreAskedForByDefaultAndNoneThatNoNodeCouldWorkWith() {
    try (BatchEmulator plain = BatchEmulator.start(BatchEmulator.Settings.defaults())) {
      assertThat(plain.nodeLimits()).isEqualTo(new NodeLimits.NotAsked());
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BatchEmulator.Settings.defaults().withNodeLimits(0, 64))
        .withMessageContaining("processors");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BatchEmulator.Settings.defaults().withNodeLimits(1, 1))
        .withMessageContaining("16 MiB");
  }
}
