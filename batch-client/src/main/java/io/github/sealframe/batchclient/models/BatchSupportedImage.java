package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.OffsetDateTime;
import java.util.List;

/**
 * A Marketplace image that pools can use: {@code Account_ListSupportedImages}.
 *
 * @param nodeAgentSkuId the node agent for it
 * @param imageReference the image
 * @param capabilities what it is good for
 * @param batchSupportEndOfLife when Batch stops making pools of it
 * @param verificationType whether Batch tests it
 */
public record BatchSupportedImage(
    @JsonProperty("nodeAgentSKUId") String nodeAgentSkuId,
    BatchVmImageReference imageReference,
    OSType osType,
    List<String> capabilities,
    OffsetDateTime batchSupportEndOfLife,
    ImageVerificationType verificationType) {
  public BatchSupportedImage {
    capabilities = Copies.of(capabilities);
  }
}
