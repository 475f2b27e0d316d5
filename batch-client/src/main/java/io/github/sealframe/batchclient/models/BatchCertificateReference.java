package io.github.sealframe.batchclient.models;

import java.util.List;

/**
 * A certificate that is installed on nodes. Batch has retired these.
 *
 * @param thumbprint of the certificate, hexadecimal
 * @param thumbprintAlgorithm {@code sha1}
 * @param storeLocation on Windows, the store's location
 * @param storeName on Windows, the store; {@code My} when absent
 * @param visibility who can use it; everybody when absent
 */
public record BatchCertificateReference(
    String thumbprint,
    String thumbprintAlgorithm,
    BatchCertificateStoreLocation storeLocation,
    String storeName,
    List<BatchCertificateVisibility> visibility) {
  public BatchCertificateReference {
    visibility = Copies.of(visibility);
  }
}
