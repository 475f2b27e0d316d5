/**
 * The bodies of the Batch REST API, version 2024-07-01.20.0: what requests send and answers hold.
 * Names are those of Microsoft's own client, {@code azure-compute-batch}; where a name on the wire
 * is another one, an annotation says so. A class comment names the REST operation that the class is
 * the body of. The bodies of the {@code PUT} of a job, a schedule and a task, for which that client
 * sends what it has read, have types of their own, because the service takes less than it gives.
 *
 * <p>All of them are immutable and thread-safe. A component that is null is absent on the wire;
 * "when absent" tells what the service then takes for it. Lists and maps are copied and hold no
 * nulls. Times are instants, written in UTC; times and durations have a resolution of 100 ns on the
 * wire.
 *
 * <p>A name that is not known here survives: such a value of an {@link
 * com.azure.core.util.ExpandableStringEnum} is written as it was read. Properties that are not
 * known here are passed over.
 *
 * <p>{@code toString} shows no secrets, nor what people put secrets in: keys and passwords, URLs
 * that may carry a SAS, command lines, options, settings and values of environments, headers,
 * metadata and error details. It shows {@code ***} in their place.
 */
package io.github.sealframe.batchclient.models;
