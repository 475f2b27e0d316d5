package io.github.sealframe.integrity;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.sealframe.core.IntegrityRefusal;
import io.github.sealframe.integrity.ManifestRefusal.Kind;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestReaderTest {
  private static final String GOOD = ManifestTest.TEXT;
  private static final String EMPTY_DIGEST =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  private static String manifest(String entries) {
    return Manifest.HEADER + "\n" + entries + "#end\n";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("io.github.sealframe.integrity.Wrong#manifests")
  void refusesACorruptManifestByLineKindAndPath(Wrong wrong) throws IOException {
    byte[] text = wrong.manifest();

    ManifestRefusal refusal =
        catchThrowableOfType(ManifestRefusal.class, () -> Manifest.parse(text, "x.manifest"));

    assertThat(refusal).isNotNull().isInstanceOf(IntegrityRefusal.class);
    assertThat(refusal.kind()).as(refusal.getMessage()).hasToString(wrong.javaKind());
    assertThat(refusal.lineNumber())
        .as(refusal.getMessage())
        .isEqualTo(Integer.parseInt(wrong.javaEvidence()));
    if (wrong.path().isEmpty()) {
      assertThat(refusal.path()).isEmpty();
    } else {
      assertThat(refusal.path()).get().asString().startsWith(wrong.path());
      assertThat(refusal.path().orElseThrow().length()).isLessThanOrEqualTo(123);
    }
    assertThat(refusal)
        .hasMessageContaining("x.manifest: line " + refusal.lineNumber() + ": expected ")
        .hasMessageContaining(refusal.expected())
        .hasMessageContaining("found " + refusal.found());
    assertThat(refusal.getMessage()).doesNotContain("\n", "\t", "\r", "\u202e");
  }

  @Test
  void everyKindOfRefusalHasAFolder() {
    assertThat(Wrong.manifests())
        .extracting(Wrong::javaKind)
        .containsAll(Arrays.stream(Kind.values()).map(Kind::name).toList());
  }

  @ParameterizedTest
  @MethodSource
  void saysWhatShouldStandThereAndWhatDoes(String lines, String expected, String found) {
    ManifestRefusal refusal = refusalOf(lines);

    assertThat(refusal.expected()).isEqualTo(expected);
    assertThat(refusal.found()).isEqualTo(found);
  }

  static Stream<Arguments> saysWhatShouldStandThereAndWhatDoes() {
    return Stream.of(
        arguments("#f 0600 0 x", "0644 or 0755", "`0600`"),
        arguments("#d 0644 0 x", "0755", "`0644`"),
        arguments("#f 0644 01 x", "a count of bytes", "`01`"),
        arguments("#d 0755 1 x", "0", "`1`"),
        arguments(
            "#f 0644 0 b\n#f 0644 0 a", "a path after `b` in the order of UTF-8 bytes", "`a`"),
        arguments("#f 0644 0 a/b", "a line for the folder `a`", "`a/b` without it"),
        arguments("#f 0644 0 A\n#f 0644 0 a", "paths that differ in more than case", "`A` and `a`"),
        arguments("#f 0644 0 a\n#end", "the digest of `a`", "`#end`"),
        arguments("#f 0644 0 a\n" + EMPTY_DIGEST + "  b", "the digest of `a`", "that of `b`"),
        arguments("#f 0644 0 a\n0  a", "64 lower-case hexadecimal digits and two spaces", "`0`"));
  }

  @Test
  void takesALineAndASizeUpToTheirBounds() {
    String path = ("c".repeat(203) + "/").repeat(5) + "xxxx";
    StringBuilder entries = new StringBuilder();
    for (int slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
      entries.append("#d 0755 0 ").append(path, 0, slash).append('\n');
    }
    String size = "9".repeat(18);
    entries.append("#f 0644 ").append(size).append(' ').append(path).append('\n');
    entries.append(EMPTY_DIGEST).append("  ").append(path).append('\n');

    Manifest read = Manifest.parse(manifest(entries.toString()).getBytes(UTF_8), "x");

    assertThat(read.bytes()).isEqualTo(Long.parseLong(size));
    assertThat(path).hasSize(1024);
    assertThat(read.files()).extracting(file -> file.path().value()).containsExactly(path);
  }

  @Test
  void refusesALineThatIsOneByteTooLong() {
    assertThat(refusalOf("#f " + "x".repeat(1117)).kind()).isEqualTo(Kind.LINE);
    assertThat(refusalOf("#f " + "x".repeat(1118)).kind()).isEqualTo(Kind.LIMIT);
  }

  @Test
  void cutsWhatItQuotes() {
    assertThat(refusalOf("x".repeat(120)).found()).isEqualTo("`" + "x".repeat(120) + "`");
    assertThat(refusalOf("x".repeat(121)).found()).isEqualTo("`" + "x".repeat(120) + "...`");
  }

  @Test
  void tellsTheEndOfTheTextFromALineThatIsCut() {
    assertThat(truncated(Manifest.HEADER + "\n").found()).isEqualTo("the end of the text");
    assertThat(truncated(Manifest.HEADER).found()).isEqualTo("a last line without line feed");
  }

  private static ManifestRefusal truncated(String text) {
    return catchThrowableOfType(
        ManifestRefusal.class, () -> Manifest.parse(text.getBytes(UTF_8), "x"));
  }

  private static ManifestRefusal refusalOf(String line) {
    return truncated(Manifest.HEADER + "\n" + line + "\n");
  }

  @Test
  void refusesMoreEntriesThanItMayHave() throws IOException {
    var in = new ByteArrayInputStream(GOOD.getBytes(UTF_8));
    var again = new ByteArrayInputStream(GOOD.getBytes(UTF_8));

    assertThat(new ManifestReader(again, "x", 6).read().entries()).hasSize(6);
    assertThatThrownBy(() -> new ManifestReader(in, "x", 5).read())
        .isInstanceOfSatisfying(
            ManifestRefusal.class, refusal -> assertThat(refusal.kind()).isEqualTo(Kind.LIMIT));
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] bytes = GOOD.getBytes(UTF_8);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> Manifest.parse(cut, "x")).isInstanceOf(ManifestRefusal.class);
    }
  }

  @Test
  void readsAnEmptyPackage() {
    assertThat(Manifest.parse(manifest("").getBytes(UTF_8), "x").entries()).isEmpty();
  }
}
