package io.github.sealframe.batchclient.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.azure.batch.BatchErrorCodeStrings;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BatchRemediesTest {
  private static final String UNKNOWN = BatchRemedies.of(0, "NoSuchCode");

  /** The codes that Microsoft's client names, and those that only the documentation lists. */
  static Stream<String> documentedCodes() {
    return Stream.concat(
        Arrays.stream(BatchErrorCodeStrings.class.getFields())
            .filter(field -> Modifier.isStatic(field.getModifiers()))
            .map(
                field -> {
                  try {
                    return (String) field.get(null);
                  } catch (IllegalAccessException e) {
                    throw new IllegalStateException(e);
                  }
                }),
        Stream.of(
            "AutoScalingFormulaTooLong",
            "NodeAgentSKUNotFound",
            "OperationNotValidOnNode",
            "OperationNotValidOnPool",
            "TaskNotCompleted",
            "TaskSucceeded"));
  }

  @Test
  void theCodesAreAllThere() {
    assertThat(documentedCodes().distinct().count()).isGreaterThan(110);
  }

  @ParameterizedTest
  @MethodSource("documentedCodes")
  void eachDocumentedCodeHasARemedy(String code) {
    assertThat(BatchRemedies.of(0, code))
        .isNotEqualTo(UNKNOWN)
        .doesNotContain("\n")
        .doesNotEndWith(".");
  }

  @ParameterizedTest
  @CsvSource({
    "401,AuthenticationFailed",
    "403,AuthenticationFailed",
    "404,JobNotFound",
    "412,ConditionNotMet",
    "413,RequestBodyTooLarge",
    "503,ServerBusy"
  })
  void anUnknownCodeGoesByItsStatus(int status, String known) {
    String remedy = BatchRemedies.of(status, known);

    assertThat(BatchRemedies.of(status, "NoSuchCode")).isEqualTo(remedy).isNotEqualTo(UNKNOWN);
    assertThat(BatchRemedies.of(status, "")).isEqualTo(remedy);
  }

  @Test
  void anUnknownQuotaIsAQuota() {
    assertThat(BatchRemedies.of(409, "SomeNewQuotaReached"))
        .isEqualTo(BatchRemedies.of(409, "PoolQuotaReached"));
  }
}
