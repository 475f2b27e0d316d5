package io.github.sealframe.samples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FramesVerbTest {
  @Test
  void printsFramesAndChunks() {
    assertThat(Cli.run("frames", "1-10x3").exits(0).out()).isEqualTo("1 4 7 10\n");
    assertThat(Cli.run("frames", "1-5", "--chunk", "2").exits(0).out()).isEqualTo("1 2\n3 4\n5\n");
  }

  @Test
  void printsOneJsonDocument() {
    assertThat(Cli.run("frames", "--json", "3,1,2,1", "--chunk", "2").exits(0).out())
        .isEqualTo(
            "{\"frames\":[3,1,2],\"chunks\":[[3,1],[2]],\"canonical\":\"1-3\","
                + "\"notes\":[\"1 is written twice\"]}\n");
  }

  @Test
  void takesExpressionsThatBeginWithADash() {
    assertThat(Cli.run("frames", "--json", "--", "-5--1").exits(0).json().get("canonical").asText())
        .isEqualTo("-5--1");
  }

  @Test
  void refusesWithOneLineThatNamesTheColumn() {
    assertThat(Cli.run("frames", "1-10:2").exits(2).refusal())
        .contains("column 5")
        .contains("write x2");
    assertThat(Cli.run("frames", "1-5", "--chunk", "0").exits(2).refusal()).contains("--chunk 0");
    assertThat(Cli.run("frames").exits(2).refusal()).contains("EXPR");
    assertThat(Cli.run("frames", "1", "--no-such").exits(2).refusal()).contains("--no-such");
    assertThat(Cli.run().exits(2).refusal()).contains("required subcommand");
  }

  @Test
  void aRefusalWithJsonIsADocumentToo() {
    Cli.Run run = Cli.run("frames", "a", "--json").exits(2);
    assertThat(run.json().at("/error/exit").asInt()).isEqualTo(2);
    assertThat(run.json().at("/error/messages/0").asText()).contains("column 1");
  }
}
