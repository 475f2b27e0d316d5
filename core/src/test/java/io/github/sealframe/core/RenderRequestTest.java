package io.github.sealframe.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenderRequestTest {
  @Test
  void reportsEveryProblemAtOnce(@TempDir Path empty) {
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(
            () ->
                RenderRequest.builder()
                    .production("My Secret Film")
                    .frames("1-10:2")
                    .chunk(0)
                    .priority(2000)
                    .nodes(-1)
                    .renderer(empty)
                    .problem("another")
                    .build())
        .satisfies(
            e -> {
              assertThat(e.problems()).hasSize(7);
              assertThat(e.getMessage())
                  .contains("column 5")
                  .contains("chunk 0")
                  .contains("priority 2000")
                  .contains("nodes -1")
                  .contains("no file `blender`")
                  .doesNotContain("Secret");
            });
  }

  @Test
  void namesWhatIsMissing() {
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(() -> RenderRequest.builder().build())
        .satisfies(e -> assertThat(e.problems()).hasSize(5));
  }
}
