package io.github.sealframe.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.sealframe.core.IntegrityRefusal;
import io.github.sealframe.integrity.ManifestRefusal.Kind;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ManifestReaderTest {
  private static final String GOOD = ManifestTest.TEXT;
  private static final String BLENDER_LINE = "#f 0755 11 blender\n";
  private static final String EMPTY_DIGEST =
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

  static Stream<Arguments> corruptions() {
    return Stream.of(
        corruption("empty text", Kind.TRUNCATED, 1, ""),
        corruption("another first line", Kind.HEADER, 1, GOOD.replace("#render", "#Render")),
        corruption("no first line", Kind.HEADER, 1, GOOD.substring(GOOD.indexOf('\n') + 1)),
        corruption("version 2", Kind.VERSION, 1, GOOD.replace("manifest 1", "manifest 2")),
        corruption("another algorithm", Kind.VERSION, 1, GOOD.replace("sha256\n", "sha512\n")),
        corruption("byte-order mark", Kind.BYTE_ORDER_MARK, 1, "\uFEFF" + GOOD),
        corruption("carriage returns", Kind.CARRIAGE_RETURN, 1, GOOD.replace("\n", "\r\n")),
        corruption(
            "one carriage return",
            Kind.CARRIAGE_RETURN,
            3,
            GOOD.replace("blender\n#d", "blender\r\n#d")),
        corruption("blank line", Kind.LINE, 3, GOOD.replace(BLENDER_LINE, "\n" + BLENDER_LINE)),
        corruption("comment", Kind.LINE, 3, GOOD.replace(BLENDER_LINE, "# x\n" + BLENDER_LINE)),
        corruption("unknown type", Kind.LINE, 3, GOOD.replace("#f 0755", "#l 0755")),
        corruption("too few fields", Kind.LINE, 3, GOOD.replace(BLENDER_LINE, "#f 0755 blender\n")),
        corruption("two spaces", Kind.SIZE, 3, GOOD.replace("#f 0755 11", "#f 0755  11")),
        corruption("set-id mode", Kind.MODE, 3, GOOD.replace("#f 0755", "#f 4755")),
        corruption("short mode", Kind.MODE, 3, GOOD.replace("#f 0755", "#f 755")),
        corruption(
            "mode of a folder", Kind.MODE, 4, GOOD.replace("#d 0755 0 lib\n", "#d 0644 0 lib\n")),
        corruption(
            "size of a folder", Kind.SIZE, 4, GOOD.replace("#d 0755 0 lib\n", "#d 0755 1 lib\n")),
        corruption("negative size", Kind.SIZE, 3, GOOD.replace(" 11 ", " -11 ")),
        corruption("leading zero", Kind.SIZE, 3, GOOD.replace(" 11 ", " 011 ")),
        corruption("huge size", Kind.SIZE, 3, GOOD.replace(" 11 ", " 9999999999999999999 ")),
        corruption("parent path", Kind.PATH, 3, GOOD.replace(" blender\n", " ../blender\n")),
        corruption("absolute path", Kind.PATH, 3, GOOD.replace(" blender\n", " /blender\n")),
        corruption("tab in a path", Kind.PATH, 3, GOOD.replace(" blender\n", " blen\tder\n")),
        corruption("backslash", Kind.PATH, 3, GOOD.replace(" blender\n", " blen\\der\n")),
        corruption("NFD path", Kind.PATH, 3, GOOD.replace(" blender\n", " blu\u0308nder\n")),
        corruption(
            "duplicate",
            Kind.DUPLICATE,
            4,
            GOOD.replace(BLENDER_LINE, BLENDER_LINE + BLENDER_LINE)),
        corruption(
            "file and folder of one name",
            Kind.DUPLICATE,
            5,
            GOOD.replace("#d 0755 0 lib\n", "#d 0755 0 lib\n#f 0644 1 lib\n")),
        corruption(
            "wrong order",
            Kind.ORDER,
            3,
            GOOD.replace("#f 0644 0 -n\n" + BLENDER_LINE, BLENDER_LINE + "#f 0644 0 -n\n")),
        corruption(
            "order of UTF-16",
            Kind.ORDER,
            3,
            manifest("#f 0644 0 \ud83d\ude00\n#f 0644 0 \uff5e\n")),
        corruption(
            "case twins",
            Kind.TWIN,
            4,
            GOOD.replace("#f 0644 0 -n\n", "#f 0644 0 -n\n#f 0644 0 Blender\n")),
        corruption(
            "no parent",
            Kind.PARENT,
            4,
            GOOD.replace("#d 0755 0 lib\n#f 0644 2 lib-x\n", "#f 0644 2 lib-x\n")
                .replace("#f 0644 2 lib-x\n#d", "#d")),
        corruption(
            "file as parent",
            Kind.PARENT,
            6,
            GOOD.replace("#d 0755 0 lib/empty\n", "#f 0644 0 blender/x\n")
                .replace(
                    "#d 0755 0 lib\n#f 0644 2 lib-x\n",
                    "#f 0644 2 blender-x\n#f 0644 1 blender.y\n")),
        corruption(
            "missing digest", Kind.DISAGREEMENT, 8, GOOD.replace(EMPTY_DIGEST + "  -n\n", "")),
        corruption(
            "digest twice",
            Kind.DISAGREEMENT,
            9,
            GOOD.replace(EMPTY_DIGEST + "  -n\n", (EMPTY_DIGEST + "  -n\n").repeat(2))),
        corruption(
            "digest of a folder",
            Kind.DISAGREEMENT,
            12,
            GOOD.replace("#end", EMPTY_DIGEST + "  lib\n#end")),
        corruption(
            "upper-case digest",
            Kind.DIGEST,
            8,
            GOOD.replace(EMPTY_DIGEST, EMPTY_DIGEST.toUpperCase(Locale.ROOT))),
        corruption(
            "short digest", Kind.DIGEST, 8, GOOD.replace(EMPTY_DIGEST, EMPTY_DIGEST.substring(1))),
        corruption(
            "one space", Kind.LINE, 8, GOOD.replace(EMPTY_DIGEST + "  ", EMPTY_DIGEST + " ")),
        corruption(
            "star of binary mode",
            Kind.LINE,
            8,
            GOOD.replace(EMPTY_DIGEST + "  ", EMPTY_DIGEST + " *")),
        corruption(
            "entry after digests", Kind.LINE, 12, GOOD.replace("#end", "#f 0644 0 zz\n#end")),
        corruption("no end", Kind.TRUNCATED, 12, GOOD.replace("#end\n", "")),
        corruption(
            "no line feed at the end", Kind.TRUNCATED, 12, GOOD.substring(0, GOOD.length() - 1)),
        corruption("end too early", Kind.TRAILING, 3, GOOD.replaceFirst("\n", "\n#end\n")),
        corruption("text after the end", Kind.TRAILING, 13, GOOD + "x"),
        corruption("line feed after the end", Kind.TRAILING, 13, GOOD + "\n"),
        corruption("end twice", Kind.TRAILING, 13, GOOD + "#end\n"),
        corruption(
            "endless line", Kind.LIMIT, 3, GOOD.replace(" blender\n", " " + "b".repeat(5000))));
  }

  private static Arguments corruption(String name, Kind kind, int line, String text) {
    return Arguments.of(name, kind, line, text);
  }

  private static String manifest(String entries) {
    return Manifest.HEADER + "\n" + entries + "#end\n";
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("corruptions")
  void refusesACorruptManifestByLineAndKind(String name, Kind kind, int line, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

    ManifestRefusal refusal =
        catchThrowableOfType(ManifestRefusal.class, () -> Manifest.parse(bytes, "x.manifest"));

    assertThat(refusal).as(name).isNotNull().isInstanceOf(IntegrityRefusal.class);
    assertThat(refusal.kind()).as(refusal.getMessage()).isEqualTo(kind);
    assertThat(refusal.lineNumber()).as(refusal.getMessage()).isEqualTo(line);
    assertThat(refusal)
        .hasMessageContaining("x.manifest: line " + line + ": expected " + refusal.expected())
        .hasMessageContaining("found " + refusal.found());
    assertThat(refusal.getMessage()).doesNotContain("\n", "\t", "\r");
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    byte[] bytes = GOOD.getBytes(StandardCharsets.UTF_8);
    bytes[GOOD.indexOf("blender")] = (byte) 0xff;

    assertThatThrownBy(() -> Manifest.parse(bytes, "x"))
        .isInstanceOfSatisfying(
            ManifestRefusal.class, refusal -> assertThat(refusal.kind()).isEqualTo(Kind.ENCODING));
  }

  @Test
  void refusesMoreEntriesThanItMayHave() {
    var in = new ByteArrayInputStream(GOOD.getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> new ManifestReader(in, "x", 5).read())
        .isInstanceOfSatisfying(
            ManifestRefusal.class, refusal -> assertThat(refusal.kind()).isEqualTo(Kind.LIMIT));
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] bytes = GOOD.getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> Manifest.parse(cut, "x")).isInstanceOf(ManifestRefusal.class);
    }
  }

  @Test
  void readsAnEmptyPackage() {
    assertThat(Manifest.parse(manifest("").getBytes(StandardCharsets.UTF_8), "x").entries())
        .isEmpty();
  }
}
