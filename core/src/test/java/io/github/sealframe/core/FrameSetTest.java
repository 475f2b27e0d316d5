package io.github.sealframe.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameSetTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "1-5|1 2 3 4 5",
        "1..5|1 2 3 4 5",
        " 1 - 5 , 9 |1 2 3 4 5 9",
        "\t1\t..\t3\t|1 2 3",
        "1-10x3|1 4 7 10",
        "1 - 10 x 3|1 4 7 10",
        "1-10y3|2 3 5 6 8 9",
        "5-1|5 4 3 2 1",
        "10-1x3|10 7 4 1",
        "10-1x-3|10 7 4 1",
        "10-1y3|9 8 6 5 3 2",
        "-3--1|-3 -2 -1",
        "-3..1|-3 -2 -1 0 1",
        "-3 - -1|-3 -2 -1",
        "1--1|1 0 -1",
        "3,1,2,1|3 1 2",
        "007|7",
        "-0|0",
        "5-5|5",
        "1-5x99999999999|1",
        "1048574|1048574",
        "-1048574|-1048574",
      })
  void readsWhatTheGrammarAllows(String expression, String frames) {
    assertThat(written(FrameSet.parse(expression))).isEqualTo(frames);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "1-5x-2|5|the range ascends",
        "1-1x-2|5|one frame",
        "1-1y1|1|selects no frame",
        "''|1|a frame number",
        "' '|2|a frame number",
        ",|1|a frame number",
        "1,|3|a frame number",
        "1-|3|a frame number",
        "x2|1|a step follows a range",
        "1x2|2|a step follows a range",
        "1-2-3|4|`,` or the end",
        "1-10x0|6|the step is 0",
        "1-10x|6|a step",
        "a|1|a frame number",
        "1.5|2|`,` or the end",
        "1...5|4|a frame number",
        "1-10:2|5|write x2",
        "+5|1|relative frames",
        "- 5|1|a frame number",
        "1 2|3|`,` or the end",
        "2000000|1|beyond 1048574",
        "1-99999999999999999999|3|beyond 1048574",
        "-1048575|1|beyond 1048574",
        "-1048574-1048574|1|more than 1000000",
        "\u0661|1|a frame number",
      })
  void refusesTheRestNamingTheColumn(String expression, int column, String expected) {
    assertThatExceptionOfType(FrameExpressionException.class)
        .isThrownBy(() -> FrameSet.parse(expression))
        .withMessageContaining(expected)
        .satisfies(e -> assertThat(e.column()).isEqualTo(column));
  }

  @Test
  void reportsFramesWrittenAgain() {
    assertThat(FrameSet.parse("3,1,2,1").notes()).containsExactly("1 is written twice");
    assertThat(FrameSet.parse("1,1,1").notes()).containsExactly("1 is written more than once");
    assertThat(FrameSet.parse("1-5,3-9").notes()).containsExactly("3-5 are written more than once");
    assertThat(FrameSet.parse("1-5").notes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10,7,4,1|1-10x3|10-1x3",
        "3,1,2|1-3|3,1-2",
        "1,3|1,3|1,3",
        "1-10y3|2-3,5-6,8-9|2-3,5-6,8-9",
        "5-1|1-5|5-1",
        "-3--1|-3--1|-3--1",
        "2,1|1-2|2-1",
        "1,3,4,5|1,3-5|1,3-5",
        "0,-5,-10|-10-0x5|0--10x5",
      })
  void hasOneCanonicalFormAndOneInOrder(String expression, String canonical, String inOrder) {
    FrameSet frames = FrameSet.parse(expression);
    assertThat(frames.canonical()).isEqualTo(canonical);
    assertThat(frames.inOrder()).isEqualTo(inOrder);
  }

  @Test
  void chunksKeepTheOrderWritten() {
    assertThat(FrameSet.parse("9,1-6").chunks(3).stream().map(FrameSet::inOrder))
        .containsExactly("9,1-2", "3-5", "6");
    assertThat(FrameSet.parse("1-3").chunks(Integer.MAX_VALUE)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void anySetReadsBackFromItsOwnText(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      String list =
          IntStream.generate(() -> random.nextInt(60) - 30)
              .limit(1 + random.nextInt(40))
              .mapToObj(Integer::toString)
              .collect(Collectors.joining(","));
      FrameSet set = FrameSet.parse(list);
      assertThat(FrameSet.parse(set.inOrder())).as("seed %d: %s", seed, list).isEqualTo(set);
      assertThat(FrameSet.parse(set.canonical()).frames())
          .as("seed %d: %s", seed, list)
          .containsExactly(set.frames().sorted().boxed().toArray(Integer[]::new));
    }
  }

  @Test
  void aMillionFramesAreTheMost() {
    assertThat(FrameSet.parse("1-1000000").size()).isEqualTo(1_000_000);
    assertThatExceptionOfType(FrameExpressionException.class)
        .isThrownBy(() -> FrameSet.parse("0-1000000"))
        .withMessageContaining("more than 1000000 frames");
  }

  private static String written(FrameSet frames) {
    return frames.frames().mapToObj(Integer::toString).collect(Collectors.joining(" "));
  }
}
