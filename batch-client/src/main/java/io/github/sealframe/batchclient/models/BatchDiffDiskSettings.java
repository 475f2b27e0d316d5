package io.github.sealframe.batchclient.models;

/**
 * An operating system disk that a node loses when it stops.
 *
 * @param placement where it lies
 */
public record BatchDiffDiskSettings(DiffDiskPlacement placement) {}
