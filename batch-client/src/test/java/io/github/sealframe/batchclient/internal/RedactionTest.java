package io.github.sealframe.batchclient.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "at https://acct.blob.core.windows.net/c/b?sv=1&sig=CANARY is gone",
        "at HTTPS://acct/c?CANARY",
        "at https://user:CANARY@acct/c",
        "at acct/c?sv=1&sig=CANARY&se=2",
        "sv=1\\u0026sig=CANARY",
        "link https%3A%2F%2Facct%3Fsv%3D1%26sig%3DCANARY%2Bx",
        "AccountName=a;AccountKey=CANARY+/==;EndpointSuffix=x",
        "SharedAccessSignature=CANARY",
        "{\"access_token\":\"CANARY\",\"x\":1}",
        "{\\\"access_token\\\": \\\"CANARY\\\"}",
        "grant_type=x&client_secret=CANARY&a=b",
        "password: CANARY",
        "Authorization: SharedKey acct:CANARY=",
        "authorization: sharedkeylite acct:CANARY",
        "Authorization: Bearer CANARY.x.y",
        "Authorization: Bearer\r\n CANARY",
        "Basic CANARY",
        "token eyJhbGciOiJub25lIn0.eyJDQU5BUlkiOjF9.CANARY_-x in words",
      })
  void findsSecretsInTheirForms(String text) {
    assertThat(Redaction.of(text)).doesNotContain("CANARY").contains(text.substring(0, 2));
  }

  @Test
  void findsAccountKeysByTheirForm() {
    String key =
        Base64.getEncoder()
            .encodeToString(
                "a key of an account, CANARY, that is long".getBytes(StandardCharsets.UTF_8));
    assertThat(Redaction.of("the key '" + key + "' is wrong")).isEqualTo("the key '***' is wrong");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pool pabcdefghij-0123456789ab is there",
        "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/galleries/x/versions/1.2.3",
        "https://acct.blob.core.windows.net/pabcdefghij-input/a/b",
        "AuthenticationFailed: Server failed to authenticate the request.",
        "the task exited with an exit code, 11",
      })
  void leavesTheRest(String text) {
    assertThat(Redaction.of(text)).isEqualTo(text);
  }

  /** Of each rule, what it begins with, goes on with and ends with, and nearly so. */
  private static final List<String> PIECES =
      List.of(
          "http://",
          "@",
          "?",
          "sig",
          "signature",
          "=",
          ":",
          "%3D",
          "\"",
          "\\",
          " ",
          "\n",
          "SharedKey ",
          "SharedKeyLite x",
          "Bearer ",
          "eyJ",
          "eyJabcde",
          ".",
          "A",
          "aB3+/",
          "\ud83d\ude00");

  /** Each piece again and again, each two in turn, and each long run of one before the other. */
  private static Stream<String> hostile() {
    return PIECES.stream()
        .flatMap(
            one ->
                PIECES.stream()
                    .flatMap(
                        two ->
                            Stream.of(
                                repeated(one + two),
                                repeated(one) + repeated(two),
                                one + repeated(two))));
  }

  private static final int LENGTH = 400;

  private static String repeated(String piece) {
    return piece.repeat(LENGTH / piece.length());
  }

  @Test
  void readsEachCharacterOfAnyTextAFewTimesAtMost() {
    hostile()
        .forEach(
            text -> {
              for (Redaction.Rule rule : Redaction.RULES) {
                rule.applied(new Counted(text, 50L * text.length()));
              }
            });
  }

  /** A text that may be read so often and no more. */
  private static final class Counted implements CharSequence {
    private final String text;
    private long left;

    Counted(String text, long reads) {
      this.text = text;
      this.left = reads;
    }

    @Override
    public char charAt(int index) {
      left--;
      if (left < 0) {
        throw new AssertionError("read again and again: " + text.substring(0, 40));
      }
      return text.charAt(index);
    }

    @Override
    public int length() {
      return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
      return text.substring(start, end);
    }

    @Override
    public String toString() {
      return text;
    }
  }

  static Stream<String> megabytes() {
    return Stream.of("A", "http://", ".", "sig=CANARY&")
        .map(piece -> "eyJabcde." + piece.repeat((1 << 20) / piece.length()));
  }

  @ParameterizedTest
  @MethodSource("megabytes")
  @Timeout(20)
  void takesAMegabyte(String text) {
    assertThat(Redaction.of(text).length()).isLessThan(500);
    assertThat(Redaction.within(text).contains("CANARY")).isFalse();
  }

  @Test
  void isOneLineOfBoundedLength() {
    assertThat(Redaction.of("a\r\nb\u2028c\u0000d ")).isEqualTo("a b c d");
    assertThat(Redaction.of("ab ".repeat(1000))).hasSize(403).endsWith("...");
  }
}
