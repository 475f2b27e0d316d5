/**
 * The services of a production in Azure: its Batch account, its blob containers, its hold record
 * and its key vault. {@link io.github.sealframe.batchclient.AzureFarm#connect} is the door.
 */
package io.github.sealframe.batchclient;
