package io.github.sealframe.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {
  private static final Instant CREATED = Instant.parse("2026-09-01T00:00:00Z");
  private static final SecretName NAME = new SecretName("batch-key");
  private static final Secret SECRET = new Secret(NAME, "CANARY", CREATED, Optional.empty());

  @Test
  void isDueForRotationFromSixtyDaysOn() {
    Instant due = CREATED.plus(Duration.ofDays(60));

    assertThat(SECRET.isRotationDue(due.minusMillis(1))).isFalse();
    assertThat(SECRET.isRotationDue(due)).isTrue();
    assertThat(SECRET.age(due)).isEqualTo(Duration.ofDays(60));
  }

  @Test
  void isNotShown() {
    assertThat(SECRET.toString()).contains("batch-key", "2026-09-01").doesNotContain("CANARY");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "a_b", "..", "CANARY=", "\u00e4", "a\n"})
  void aNameThatKeyVaultDoesNotTakeIsNoName(String name) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new SecretName(name))
        .withMessageNotContaining("CANARY");
  }

  @Test
  void aNameHasAtMost127Characters() {
    assertThat(new SecretName("a".repeat(127)).toString()).hasSize(127);
    assertThatIllegalArgumentException().isThrownBy(() -> new SecretName("a".repeat(128)));
  }

  @Test
  void withoutAVaultThereIsNoSecret() {
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(() -> Secrets.none().read(NAME))
        .withMessage(
            "cannot read secret batch-key: the production has no vault; name its vault in the"
                + " settings");
  }
}
