package io.github.sealframe.samples;

import io.github.sealframe.batchclient.AzureResource;
import io.github.sealframe.core.Observation;
import java.util.Locale;

/** By which networks an account is reached. */
final class Exposure {
  private Exposure() {}

  /** Whether it is closed to public networks. */
  static Observation of(AuditSubject subject, String what, AzureResource account) {
    return subject.judged(
        what,
        account.text("/properties/publicNetworkAccess"),
        "disabled"::equalsIgnoreCase,
        "publicNetworkAccess",
        "close the " + what.toLowerCase(Locale.ROOT) + " to public networks");
  }

  /** Whether it has a private endpoint that was approved. */
  static Observation privateEndpoint(AuditSubject subject, String what, AzureResource account) {
    long approved =
        account.items("/properties/privateEndpointConnections").stream()
            .flatMap(
                connection ->
                    connection
                        .text("/properties/privateLinkServiceConnectionState/status")
                        .stream())
            .filter("approved"::equalsIgnoreCase)
            .count();
    return subject.judged(
        approved > 0,
        what,
        "private endpoints that were approved: " + approved,
        "make one, as the template does");
  }
}
