package io.github.sealframe.emulator.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CommandLineTest {

  @Test
  void wordsAreSeparatedByBlanksAndKeptTogetherByQuotes() {
    assertThat(
            CommandLine.split("/bin/sh  -c 'echo \"$HOME\" && exit 3' \"a b\"\tx\\ y '' it\"'\"s")
                .words())
        .containsExactly("/bin/sh", "-c", "echo \"$HOME\" && exit 3", "a b", "x y", "", "it's");
  }

  @Test
  void inDoubleQuotesABackslashEscapesOnlyQuotesAndBackslashes() {
    assertThat(CommandLine.split("p \"a\\\"b\\\\c\\n\"").words())
        .containsExactly("p", "a\"b\\c\\n");
  }

  @Test
  void nothingIsExpanded() {
    assertThat(CommandLine.split("p $HOME * `id` > x").words())
        .containsExactly("p", "$HOME", "*", "`id`", ">", "x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "p 'open", "p \"open"})
  void whatIsEmptyOrOpenIsRefused(String text) {
    assertThatThrownBy(() -> CommandLine.split(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
