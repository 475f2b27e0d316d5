package io.github.sealframe.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("batch-url-obfuscated")
class DenyListTest {
  private static final DenyList LIST = DenyList.of(List.of("Night Moth", "Straße 9", "cafe"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nightmoth",
        "https://night-moth.westeurope.batch.azure.com",
        "/subscriptions/s/resourceGroups/rg_NIGHT.MOTH_01",
        "xxN\u00efght m\u00f6thxx",
        "n i g h t/m o t h",
        "night|moth",
        "\uff4e\uff49\uff47\uff48\uff54moth",
        "STRASSE9",
        "caf\u00e9",
        "n%69ght%4Doth",
        "night%256Doth",
        "night%2525254eoth%6do%74h/n%25%36%39ghtmoth",
        "%6eight%20moth",
        "night+moth",
        "%ef%bd%8eightmoth",
        "\ud835\udd2b\ud835\udd26ghtmoth",
        "pabcdefghij-0123cafe012x",
        "01234567-cafe-0123-4567-89abcdefghij",
        "0123cafe0123",
        "the-cafe",
        "a/cafe01234567/b"
      })
  void findsAWordHoweverItIsWritten(String text) {
    assertThat(LIST.isIn(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "night",
        "moth night",
        "pabcdefghij-packages/0123456789cafe0123456789abcdef",
        "night0123456789abcdef0123moth",
        "stra\u00dfe 8",
        "x pabcdefghij-0123cafe5678/y",
        "/subscriptions/01234567-cafe-0123-4567-cafe89abcdef/resourceGroups/g",
        "100%",
        "ni%67ht-",
        "%"
      })
  void findsNothingElse(String text) {
    assertThat(LIST.isIn(text)).isFalse();
  }

  /** What looks like a digest to the eye, and has a word behind or before it, hides none. */
  @Test
  void aDigestIsOneWholeWordOfDigits() {
    assertThat(LIST.isIn("0123456789abcdef-night-moth")).isTrue();
    assertThat(LIST.isIn("0123456789abcdefnightmoth")).isTrue();
    assertThat(LIST.isIn("x0123456789cafe0123456789")).isTrue();
  }

  @Test
  void takesNoWordThatStandsEverywhere() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> DenyList.of(List.of("moth", "a-b-c")))
        .withMessage("word 2 has fewer than 4 letters");
    assertThatIllegalArgumentException().isThrownBy(() -> DenyList.of(List.of("1917")));
    assertThat(DenyList.none().isIn("anything")).isFalse();
    assertThat(LIST).hasToString("3 words");
  }
}
