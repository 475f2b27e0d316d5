package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * An empty disk that each node of a pool gets; tasks must format it.
 *
 * @param logicalUnitNumber 0 to 63, unique among the disks
 * @param caching {@code readwrite} when absent
 * @param diskSizeGb size, GB
 * @param storageAccountType {@code standard_lrs} when absent
 */
public record DataDisk(
    @JsonProperty(value = "lun", required = true) int logicalUnitNumber,
    CachingType caching,
    @JsonProperty(value = "diskSizeGB", required = true) int diskSizeGb,
    StorageAccountType storageAccountType) {}
