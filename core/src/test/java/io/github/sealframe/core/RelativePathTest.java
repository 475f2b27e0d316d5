package io.github.sealframe.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RelativePathTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "blender",
        "3.4/scripts/startup.py",
        "a b",
        "it's",
        "say \"hi\"",
        "$(touch x)",
        "(1)",
        "-rf",
        ".hidden",
        "..more",
        "ü/日本語",
        "console",
        "a;b&c|d*?<>"
      })
  void acceptsNamesThatEverySystemCanHold(String path) {
    assertThat(RelativePath.refusal(path)).isEmpty();
  }

  static Stream<String> refused() {
    return Stream.of(
        "",
        "/",
        "/a",
        "a/",
        "a//b",
        ".",
        "..",
        "a/../b",
        "./a",
        "a\nb",
        "a\u007fb",
        "a\u0085b",
        "a\\b",
        "a:b",
        " a",
        "a ",
        "a/ b",
        "a.",
        "a./b",
        "CON",
        "con.txt",
        "Lpt1",
        "aux.tar.gz",
        "a\u2028b",
        "a\u202eb",
        "a\u2066b",
        "u\u0308",
        "\ud800",
        "x".repeat(256),
        "é".repeat(128),
        ("x".repeat(200) + "/").repeat(6) + "y");
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesTheRestWithAReason(String path) {
    assertThat(RelativePath.refusal(path)).isPresent();
  }

  @Test
  void ordersByTheBytesOfUtf8() {
    List<RelativePath> paths =
        Stream.of("\uD83D\uDE00", "\uFF5E", "b", "a/b", "a-b", "a")
            .map(RelativePath::new)
            .sorted()
            .toList();
    assertThat(paths.stream().map(RelativePath::value))
        .containsExactly("a", "a-b", "a/b", "b", "\uFF5E", "\uD83D\uDE00");
  }

  @Test
  void foldsCaseAsFileSystemsDo() {
    assertThat(new RelativePath("Straße").folded()).isEqualTo(new RelativePath("STRASSE").folded());
    assertThat(new RelativePath("A/b").folded()).isEqualTo(new RelativePath("a/B").folded());
  }
}
