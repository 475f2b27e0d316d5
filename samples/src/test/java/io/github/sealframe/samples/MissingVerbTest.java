package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Words after which a verb has to come. */
class MissingVerbTest {
  @ParameterizedTest
  @ValueSource(strings = {"manifest", "production", "pool", "hold", "journal", "keys"})
  void isToldInOneLine(String group) {
    assertThat(Cli.run(group).exits(ExitCode.USAGE).refusal())
        .contains("`sealframe " + group + "`: Missing required subcommand; see `");
  }
}
