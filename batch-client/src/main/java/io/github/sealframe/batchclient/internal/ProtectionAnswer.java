package io.github.sealframe.batchclient.internal;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import io.github.sealframe.core.ContainerProtection;
import io.github.sealframe.core.ContainerProtection.Setting;
import io.github.sealframe.core.ContainerProtection.State;
import io.github.sealframe.core.ContainerRole;
import java.util.function.BooleanSupplier;

/**
 * What Get Container Properties says of protection. The storage client makes {@code false} of what
 * the service does not say, so its headers are read here.
 *
 * @param headers of the answer
 */
record ProtectionAnswer(HttpHeaders headers) {
  private static final String POLICY = "x-ms-has-immutability-policy";
  private static final String HOLD = "x-ms-has-legal-hold";
  private static final String OF_VERSIONS = "x-ms-immutable-storage-with-versioning-enabled";

  /**
   * Puts it together.
   *
   * @param hasVersions asks whether a blob in the container has a version
   */
  ContainerProtection protection(ContainerRole role, BooleanSupplier hasVersions) {
    Setting ofVersions = setting(OF_VERSIONS);
    return new ContainerProtection(
        role,
        ofVersions.state() == State.ON ? ofVersions : versioning(hasVersions.getAsBoolean()),
        setting(POLICY),
        setting(HOLD),
        ofVersions);
  }

  /** Only version-level immutability cannot be without versioning, nor outlive it. */
  private static Setting versioning(boolean hasVersions) {
    return Setting.unknown(
        "only Azure Resource Manager tells; "
            + (hasVersions
                ? "it was on when a blob of this container was written"
                : "no blob of this container has a version"));
  }

  private Setting setting(String header) {
    String value = headers.getValue(HttpHeaderName.fromString(header));
    if ("true".equalsIgnoreCase(value) || "false".equalsIgnoreCase(value)) {
      return Setting.known(Boolean.parseBoolean(value));
    }
    return Setting.unknown("the Blob service does not say " + header);
  }
}
