package io.github.sealframe.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.sealframe.core.IntegrityRefusal;
import io.github.sealframe.core.Sha256;
import io.github.sealframe.integrity.ApprovalRefusal.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("package-security-validated")
class ApprovalTest {
  private static final Approval APPROVAL =
      new Approval(
          Sha256.of(new byte[0]),
          new Words("blender"),
          new PackageVersion("3.4.1"),
          new Words("Bob Büilder"),
          new Words("Ada Lovelace"),
          Instant.parse("2026-11-01T10:00:00Z"),
          Instant.parse("2027-05-01T00:00:00Z"),
          new Words("scan report 17; no findings"));

  @TempDir private Path folder;
  private SigningKey key;
  private String good;

  @BeforeEach
  void sign() throws IOException {
    key = Reviewer.key(folder);
    good = SignedApproval.sign(APPROVAL, key).text();
  }

  @Test
  void theTextIsTheNormativeOne() {
    List<String> lines = good.lines().toList();
    assertThat(lines.subList(0, 10))
        .containsExactly(
            "#sealframe-approval 1",
            "pin e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "package blender",
            "version 3.4.1",
            "builder Bob Büilder",
            "reviewer Ada Lovelace",
            "approved 2026-11-01T10:00:00Z",
            "expires 2027-05-01T00:00:00Z",
            "evidence scan report 17; no findings",
            "key " + key.reviewerKey());
    assertThat(lines.get(10)).matches("signature [A-Za-z0-9+/]{86}==");
    assertThat(lines.get(11)).isEqualTo("#end");
    assertThat(lines).hasSize(12);
    assertThat(good).endsWith("#end\n");
  }

  @Test
  void readsBackWhatItSigned() {
    SignedApproval read = parse(good);
    assertThat(read.approval()).isEqualTo(APPROVAL);
    assertThat(read.key()).isEqualTo(key.reviewerKey());
    assertThat(read.text()).isEqualTo(good);
  }

  @Test
  void theLongestValuesFit() {
    Words long500 = new Words("x".repeat(500));
    Approval longest =
        new Approval(
            APPROVAL.pin(),
            long500,
            new PackageVersion("999999999" + ".999999999".repeat(7)),
            new Words("b".repeat(500)),
            long500,
            APPROVAL.approved(),
            APPROVAL.expires(),
            long500);
    assertThat(parse(SignedApproval.sign(longest, key).text()).approval()).isEqualTo(longest);
  }

  @Test
  void everyChangedByteIsRefused() {
    byte[] bytes = good.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i++) {
      for (int bit : new int[] {0x01, 0x20, 0x80}) {
        byte[] changed = bytes.clone();
        changed[i] ^= (byte) bit;
        assertThatThrownBy(() -> SignedApproval.parse(changed, "x"))
            .as("bit %x of byte %d", bit, i)
            .isInstanceOf(ApprovalRefusal.class);
      }
    }
  }

  @Test
  void everyTruncationAndEveryLostOrRepeatedLineIsRefused() {
    byte[] bytes = good.getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < bytes.length; length++) {
      byte[] cut = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> SignedApproval.parse(cut, "x")).isInstanceOf(ApprovalRefusal.class);
    }
    for (String line : good.lines().toList()) {
      for (String instead : List.of("", (line + "\n").repeat(2))) {
        String text = good.replace(line + "\n", instead);
        assertThatThrownBy(() -> parse(text)).isInstanceOf(ApprovalRefusal.class);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "HEADER|1|#sealframe-approval 1|#render-package-manifest 1 sha256",
        "VERSION|1|#sealframe-approval 1|#sealframe-approval 2",
        "BYTE_ORDER_MARK|1|#sealframe|\uFEFF#sealframe",
        "CARRIAGE_RETURN|3|package blender|package blender\\r",
        "VALUE|2|pin e3b0|pin E3B0",
        "VALUE|2|pin e3b0|pin 3b0",
        "LINE|2|pin e3b0|pins e3b0",
        "VALUE|3|package blender|package  blender",
        "VALUE|3|package blender|package blen\\tder",
        "VALUE|4|version 3.4.1|version 3.4.",
        "VALUE|4|version 3.4.1|version 3.04",
        "VALUE|4|version 3.4.1|version v3",
        "VALUE|5|builder Bob|builder \u202EBob",
        "VALUE|5|Büilder|Bu\u0308ilder",
        "SELF_REVIEW|6|reviewer Ada Lovelace|reviewer bob  BÜILDER",
        "VALUE|7|2026-11-01T10:00:00Z|2026-11-01T10:00:00+01:00",
        "VALUE|7|2026-11-01T10:00:00Z|2026-11-01",
        "VALUE|7|2026-11-01T10:00:00Z|2026-02-30T10:00:00Z",
        "VALUE|7|2026-11-01T10:00:00Z|2026-11-01T24:00:00Z",
        "DATES|8|expires 2027|expires 2025",
        "LINE|9|evidence |report ",
        "VALUE|10|key MC|key MD",
        "SIGNATURE|11|package blender|package Blender",
        "SIGNATURE|11|expires 2027|expires 2028",
        "VALUE|11|==\\n#end|=\\n#end",
        "LINE|12|#end|#END",
        "TRUNCATED|12|#end\\n|",
        "TRAILING|13|#end|#end\\n",
        "TRAILING|13|#end|#end\\n#end",
      })
  void refusesByKindAndLine(Kind kind, int line, String from, String to) {
    String text = good.replace(escaped(from), to == null ? "" : escaped(to));
    assertThat(text).isNotEqualTo(good);

    ApprovalRefusal refusal = catchThrowableOfType(ApprovalRefusal.class, () -> parse(text));

    assertThat(refusal).isNotNull().isInstanceOf(IntegrityRefusal.class);
    assertThat(refusal.kind()).as(refusal.getMessage()).isEqualTo(kind);
    assertThat(refusal.lineNumber()).as(refusal.getMessage()).isEqualTo(line);
    assertThat(refusal)
        .hasMessageContaining("x.approval: line " + line + ": expected " + refusal.expected())
        .hasMessageContaining("found " + refusal.found());
    assertThat(refusal.getMessage()).doesNotContain("\n", "\t", "\r", "\u202E");
  }

  @Test
  void refusesOtherBytesThanUtf8AndTooMany() {
    byte[] bytes = good.getBytes(StandardCharsets.UTF_8);
    bytes[good.indexOf("blender")] = (byte) 0xff;
    assertThatExceptionOfType(ApprovalRefusal.class)
        .isThrownBy(() -> SignedApproval.parse(bytes, "x"))
        .satisfies(refusal -> assertThat(refusal.kind()).isEqualTo(Kind.ENCODING));
    assertThatExceptionOfType(ApprovalRefusal.class)
        .isThrownBy(() -> parse(good + "x".repeat(SignedApproval.MAX_BYTES)))
        .satisfies(refusal -> assertThat(refusal.kind()).isEqualTo(Kind.LIMIT));
  }

  @Test
  void aSignatureOfAnotherKeyIsRefused() throws IOException {
    String other = SignedApproval.sign(APPROVAL, Reviewer.key(folder)).text();
    String mixed =
        good.substring(0, good.indexOf("signature "))
            + other.substring(other.indexOf("signature "));
    assertThatExceptionOfType(ApprovalRefusal.class)
        .isThrownBy(() -> parse(mixed))
        .satisfies(refusal -> assertThat(refusal.kind()).isEqualTo(Kind.SIGNATURE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Zoë  K.",
        "zoë k.",
        "ZOË K.",
        "Zoë\u00A0K.",
        "\uFF3Aoë K.",
        "Zoë\u2003K\uFF0E",
      })
  void theReviewerIsNotTheBuilderHoweverSpelled(String reviewer) {
    assertThatThrownBy(
            () ->
                new Approval(
                    APPROVAL.pin(),
                    APPROVAL.packageName(),
                    APPROVAL.version(),
                    new Words("Zoë K."),
                    new Words(reviewer),
                    APPROVAL.approved(),
                    APPROVAL.expires(),
                    APPROVAL.evidence()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("builder");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        " a",
        "a ",
        "a\u00A0",
        "a\nb",
        "a\u0000b",
        "a\u200Bb",
        "e\u0301",
        "a\uFFFD"
      })
  void wordsAreVisibleTextOfOneLine(String text) {
    assertThatThrownBy(() -> new Words(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void wordsAreBounded() {
    assertThat(new Words("é".repeat(250)).value()).hasSize(250);
    assertThatThrownBy(() -> new Words("é".repeat(251)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "3.4, 3.4.1, true",
    "3.9, 3.10, true",
    "3.4, 3.4.0, false",
    "3.4.0, 3.4, false",
    "3.4.1, 3.4, false",
    "4, 3.99.99, false",
    "0, 0.0.1, true",
    "999999999, 1, false",
  })
  void versionsAreOrderedByTheirNumbers(String version, String minimum, boolean below) {
    assertThat(new PackageVersion(version).isBelow(new PackageVersion(minimum))).isEqualTo(below);
  }

  private static String escaped(String text) {
    return text.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t");
  }

  private static SignedApproval parse(String text) {
    return SignedApproval.parse(text.getBytes(StandardCharsets.UTF_8), "x.approval");
  }
}
