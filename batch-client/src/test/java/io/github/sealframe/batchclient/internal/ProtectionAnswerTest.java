package io.github.sealframe.batchclient.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import io.github.sealframe.core.ContainerProtection;
import io.github.sealframe.core.ContainerRole;
import org.junit.jupiter.api.Test;

/** Of what storage says, and of what it does not say. */
class ProtectionAnswerTest {
  private static ContainerProtection protection(boolean hasVersions, String... headers) {
    HttpHeaders answer = new HttpHeaders();
    for (int i = 0; i < headers.length; i += 2) {
      answer.set(HttpHeaderName.fromString(headers[i]), headers[i + 1]);
    }
    return new ProtectionAnswer(answer).protection(ContainerRole.CONTROL, () -> hasVersions);
  }

  @Test
  void whatIsToldIsReported() {
    ContainerProtection protection =
        protection(
            false,
            "x-ms-has-immutability-policy",
            "true",
            "x-ms-has-legal-hold",
            "false",
            "x-ms-immutable-storage-with-versioning-enabled",
            "True");
    assertThat(protection.immutabilityPolicy()).hasToString("on");
    assertThat(protection.legalHold()).hasToString("off");
    assertThat(protection.versionImmutability()).hasToString("on");
    assertThat(protection.versioning()).as("cannot be off then").hasToString("on");
  }

  @Test
  void whatIsNotToldIsNeitherOnNorOff() {
    ContainerProtection protection =
        protection(true, "x-ms-has-legal-hold", "maybe", "x-ms-has-immutability-policy", "");
    assertThat(protection.immutabilityPolicy())
        .hasToString("unknown: the Blob service does not say x-ms-has-immutability-policy");
    assertThat(protection.legalHold().state()).isEqualTo(ContainerProtection.State.UNKNOWN);
    assertThat(protection.versionImmutability().state())
        .isEqualTo(ContainerProtection.State.UNKNOWN);
    assertThat(protection.versioning())
        .as("a version from before proves nothing of today")
        .hasToString(
            "unknown: only Azure Resource Manager tells; it was on when a blob of this container"
                + " was written");
  }
}
