package io.github.sealframe.core;

/**
 * A Blender scene with all that it needs.
 *
 * @param files the .blend and every file that it refers to, at the places relative to each other
 *     that it refers to
 * @param blend the .blend among them
 * @param resolution size of its frames
 */
public record Scene(PackageTree files, RelativePath blend, Resolution resolution) {}
