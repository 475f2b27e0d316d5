package io.github.sealframe.samples;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.BlobServiceVersion;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.common.StorageSharedKeyCredential;
import io.github.sealframe.core.BlobRef;
import java.util.List;

/** Someone else with the right to write storage: uses Microsoft's client, and nothing of ours. */
final class ForeignStorage {
  private final BlobServiceClient service;

  ForeignStorage(LocalEndpoints endpoints) {
    service =
        new BlobServiceClientBuilder()
            .endpoint(endpoints.blob().toString())
            .serviceVersion(BlobServiceVersion.V2026_06_06)
            .credential(new StorageSharedKeyCredential(endpoints.account(), endpoints.key()))
            .buildClient();
  }

  /** Changes one byte in the middle of a blob. */
  void changeByte(BlobRef blob) {
    BlobClient client = container(blob.role().label()).getBlobClient(blob.name());
    byte[] bytes = client.downloadContent().toBytes();
    bytes[bytes.length / 2] ^= 1;
    client.upload(BinaryData.fromBytes(bytes), true);
  }

  List<String> names(String role) {
    return container(role).listBlobs().stream().map(BlobItem::getName).toList();
  }

  private BlobContainerClient container(String role) {
    return service.getBlobContainerClient(LocalServices.PRODUCTION + "-" + role);
  }
}
