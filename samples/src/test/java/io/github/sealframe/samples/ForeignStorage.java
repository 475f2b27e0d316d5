package io.github.sealframe.samples;

import com.azure.core.util.BinaryData;
import com.azure.storage.blob.BlobClient;
import com.azure.storage.blob.BlobContainerClient;
import com.azure.storage.blob.BlobServiceClient;
import com.azure.storage.blob.BlobServiceClientBuilder;
import com.azure.storage.blob.BlobServiceVersion;
import com.azure.storage.blob.models.BlobContainerItem;
import com.azure.storage.blob.models.BlobContainerListDetails;
import com.azure.storage.blob.models.BlobItem;
import com.azure.storage.blob.models.BlobListDetails;
import com.azure.storage.blob.models.ListBlobContainersOptions;
import com.azure.storage.blob.models.ListBlobsOptions;
import com.azure.storage.blob.models.PublicAccessType;
import com.azure.storage.blob.specialized.BlobLeaseClientBuilder;
import com.azure.storage.common.StorageSharedKeyCredential;
import io.github.sealframe.core.BlobRef;
import io.github.sealframe.core.ProductionCode;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Someone else with the right to write storage: uses Microsoft's client, and nothing of ours. */
final class ForeignStorage {
  private final BlobServiceClient service;
  private final ProductionCode production;

  ForeignStorage(LocalEndpoints endpoints) {
    this(endpoints, LocalServices.PRODUCTION);
  }

  ForeignStorage(LocalEndpoints endpoints, ProductionCode production) {
    this.production = production;
    service =
        new BlobServiceClientBuilder()
            .endpoint(endpoints.blob().toString())
            .serviceVersion(BlobServiceVersion.V2026_06_06)
            .credential(new StorageSharedKeyCredential(endpoints.account(), endpoints.key()))
            .buildClient();
  }

  /** Changes one byte in the middle of a blob; doing so twice restores it. */
  void changeByte(BlobRef blob) throws IOException {
    BlobClient client = container(blob.role().label()).getBlobClient(blob.name());
    Path copy = Files.createTempFile("blob", null);
    try {
      client.downloadToFile(copy.toString(), true);
      try (RandomAccessFile file = new RandomAccessFile(copy.toFile(), "rw")) {
        long middle = file.length() / 2;
        file.seek(middle);
        int changed = file.read() ^ 1;
        file.seek(middle);
        file.write(changed);
      }
      client.uploadFromFile(copy.toString(), true);
    } finally {
      Files.delete(copy);
    }
  }

  byte[] read(BlobRef blob) {
    return container(blob.role().label()).getBlobClient(blob.name()).downloadContent().toBytes();
  }

  void write(BlobRef blob, byte[] bytes) {
    container(blob.role().label())
        .getBlobClient(blob.name())
        .upload(BinaryData.fromBytes(bytes), true);
  }

  void remove(BlobRef blob) {
    container(blob.role().label()).getBlobClient(blob.name()).delete();
  }

  /** Removes every container of the production. */
  void removeAll() {
    for (BlobContainerItem item : service.listBlobContainers()) {
      if (item.getName().startsWith(production + "-")) {
        service.deleteBlobContainer(item.getName());
      }
    }
  }

  void makeContainer(String name) {
    service.createBlobContainer(name);
  }

  void removeContainer(String name) {
    service.deleteBlobContainer(name);
  }

  /** Lets everybody read a container's blobs, or nobody. */
  void letEverybodyRead(String container, boolean read) {
    service
        .getBlobContainerClient(container)
        .setAccessPolicy(read ? PublicAccessType.BLOB : null, null);
  }

  List<String> names(String role) {
    return container(role).listBlobs().stream().map(BlobItem::getName).toList();
  }

  void snapshot(BlobRef blob) {
    container(blob.role().label()).getBlobClient(blob.name()).createSnapshot();
  }

  /** Keeps the containers of a production from being deleted, for a minute. */
  void lease(String production) {
    for (String name : containers(production)) {
      new BlobLeaseClientBuilder()
          .containerClient(service.getBlobContainerClient(name))
          .buildClient()
          .acquireLease(60);
    }
  }

  /** Names of the containers of a production. */
  List<String> containers(String production) {
    return service
        .listBlobContainers(new ListBlobContainersOptions().setPrefix(production + "-"), null)
        .stream()
        .map(BlobContainerItem::getName)
        .toList();
  }

  /** All that storage tells of its containers and blobs, but for what the blobs hold. */
  String index() {
    return index("");
  }

  /** The same of the containers whose names begin so. */
  String index(String prefix) {
    StringBuilder index = new StringBuilder();
    ListBlobContainersOptions containers =
        new ListBlobContainersOptions()
            .setPrefix(prefix)
            .setDetails(new BlobContainerListDetails().setRetrieveMetadata(true));
    ListBlobsOptions blobs =
        new ListBlobsOptions().setDetails(new BlobListDetails().setRetrieveMetadata(true));
    for (BlobContainerItem container : service.listBlobContainers(containers, null)) {
      index.append(container.getName()).append(container.getMetadata()).append('\n');
      for (BlobItem blob :
          service.getBlobContainerClient(container.getName()).listBlobs(blobs, null)) {
        index.append(blob.getName()).append(blob.getMetadata()).append(blob.getTags());
        index.append(blob.getProperties().getContentType());
        index.append(blob.getProperties().getContentDisposition()).append('\n');
      }
    }
    return index.toString();
  }

  private BlobContainerClient container(String role) {
    return service.getBlobContainerClient(production + "-" + role);
  }
}
