/**
 * A local Azure Batch service that runs tasks as real processes, and Azurite as its storage.
 *
 * <p>{@link io.github.sealframe.emulator.BatchEmulator} answers the REST API {@code
 * 2024-07-01.20.0}; {@link io.github.sealframe.emulator.Azurite} runs the Blob service beside it.
 */
package io.github.sealframe.emulator;
