package io.github.sealframe.emulator.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterParserTest {

  private static final ObjectNode TASK =
      Body.parse(
          """
          {"id": "frame-0007", "state": "completed", "stateTransitionTime": "2026-05-01T10:00:00.1234567Z",
           "executionInfo": {"exitCode": 11, "result": "failure"}, "enabled": true}
          """);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "state eq 'completed'",
        "startswith(id,'frame-')",
        "startswith(id, 'frame-') and executionInfo/result eq 'failure'",
        "state eq 'active' or state eq 'running' or executionInfo/exitCode ge 11",
        "state eq 'completed' or state eq 'x' and state eq 'y'",
        "not (state eq 'active')",
        "stateTransitionTime gt 2026-05-01T10:00:00Z",
        "stateTransitionTime le datetime'2026-05-01T10:00:01Z'",
        "stateTransitionTime lt 2026-05-01T12:00:01+02:00",
        "nodeInfo/nodeId eq null",
        "missing ne 'x'",
        "enabled eq true",
        "id ne 'it''s'"
      })
  void accepts(String filter) {
    assertThat(parsed(filter).accepts(Filter.Properties.of(TASK))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "state eq 'active'",
        "(state eq 'completed' or state eq 'x') and state eq 'y'",
        "executionInfo/exitCode lt 11",
        "stateTransitionTime gt 2026-05-01T10:00:01Z",
        "missing eq 'x'",
        "missing gt 3",
        "executionInfo/result eq null"
      })
  void refuses(String filter) {
    assertThat(parsed(filter).accepts(Filter.Properties.of(TASK))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "state",
        "state eq",
        "state is 'x'",
        "(state eq 'x'",
        "state eq 'x",
        "state eq 'x' state",
        "startswith(id,3)"
      })
  void isNotReadable(String filter) {
    assertThatThrownBy(() -> FilterParser.parse(filter, (property, operator) -> true))
        .isInstanceOfSatisfying(
            BatchError.class,
            error -> assertThat(error.code()).isEqualTo("InvalidQueryParameterValue"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "id eq 'a'; a",
        "id eq 'a' or (id eq 'b' and state eq 'active') or id eq 'a'; a,b",
        "state eq 'active' and id eq 'c'; c",
        "id eq 'a' or state eq 'active';",
        "not (id eq 'a');",
        "id ne 'a';",
        "state eq 'a';"
      })
  void knowsTheOnlyIdsThatItCanAccept(String filter, String ids) {
    Optional<Set<String>> only = parsed(filter).only("id");

    assertThat(only).isEqualTo(Optional.ofNullable(ids).map(text -> Set.of(text.split(",", -1))));
  }

  private static Filter parsed(String filter) {
    return FilterParser.parse(filter, (property, operator) -> true);
  }
}
