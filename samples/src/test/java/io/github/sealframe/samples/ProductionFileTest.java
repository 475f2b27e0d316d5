package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.sealframe.core.CheckBefore;
import io.github.sealframe.core.ConfigurationRefusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProductionFileTest {
  private static final String GOOD =
      """
      code: pabcdefghij
      batch: https://account.westeurope.batch.azure.com
      storage: https://account.blob.core.windows.net
      image: /subscriptions/s/galleries/g/images/i/versions/1.0.0
      node-agent: batch.node.debian 12
      vm-size: STANDARD_D4S_V5
      subnet: /subscriptions/s/subnets/n
      identity: /subscriptions/s/userAssignedIdentities/nodes
      """;

  @TempDir private Path folder;

  @Test
  void readsWhatIsThere() throws IOException {
    ProductionFile read = ProductionFile.read(file(GOOD + "renderer: blender-3.4\n"));
    assertThat(read.code().value()).isEqualTo("pabcdefghij");
    assertThat(read.pool().vmSize()).isEqualTo("STANDARD_D4S_V5");
    assertThat(read.renderer()).contains(folder.resolve("blender-3.4"));
    assertThat(read.checkBefore()).isEqualTo(CheckBefore.EACH_JOB);
    assertThat(ProductionFile.read(file(GOOD + "verify: every-task\n")).checkBefore())
        .isEqualTo(CheckBefore.EVERY_TASK);
    assertThat(problems(GOOD + "verify: never\n"))
        .singleElement()
        .satisfies(line -> assertThat(line).contains("line 9, column 9").contains("every-task"));
  }

  @Test
  void reportsEveryProblemWithItsPlace() throws IOException {
    String bad =
        GOOD.replace("pabcdefghij", "My Secret Film")
                .replace("https://account.w", "http://account.w")
                .replace("vm-size: STANDARD_D4S_V5\n", "")
            + "password: hunter2\ncode: pabcdefghij\n";
    assertThat(problems(bad))
        .hasSize(5)
        .anyMatch(line -> line.contains("line 1, column 7") && line.contains("production code"))
        .anyMatch(line -> line.contains("line 2, column 8") && line.contains("https"))
        .anyMatch(line -> line.contains("`vm-size`") && line.contains("missing"))
        .anyMatch(line -> line.contains("line 8, column 1") && line.contains("not known"))
        .anyMatch(line -> line.contains("line 9, column 1") && line.contains("twice"))
        .noneMatch(line -> line.contains("Secret") || line.contains("hunter2"));
  }

  @Test
  void refusesWhatIsNoSuchFileAtAll() throws IOException {
    assertThat(problems("")).hasSize(1);
    assertThat(problems("- a\n- b\n")).hasSize(1);
    assertThat(problems("code: [\n")).hasSize(1);
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff, 0, (byte) 0xfe});
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(() -> ProductionFile.read(binary))
        .withMessageContaining("not YAML");
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(() -> ProductionFile.read(folder))
        .withMessageContaining("it is no file");
  }

  private List<String> problems(String text) throws IOException {
    Path file = file(text);
    try {
      ProductionFile.read(file);
      return List.of();
    } catch (ConfigurationRefusal e) {
      return e.problems();
    }
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("production.yaml"), text);
  }
}
