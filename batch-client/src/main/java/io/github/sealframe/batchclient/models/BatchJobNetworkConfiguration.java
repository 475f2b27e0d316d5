package io.github.sealframe.batchclient.models;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The network that nodes join while they run tasks of a job.
 *
 * @param subnetId ARM resource id of the subnet
 * @param skipWithdrawFromVnet whether nodes stay in it when the job ends; false when absent
 */
public record BatchJobNetworkConfiguration(
    String subnetId, @JsonProperty("skipWithdrawFromVNet") Boolean skipWithdrawFromVnet) {}
