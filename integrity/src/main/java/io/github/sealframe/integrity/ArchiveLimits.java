package io.github.sealframe.integrity;

/**
 * How much may come out of an archive.
 *
 * @param entries files, folders and links at most
 * @param bytes at most, in all; copies that stand for links count too
 * @param free bytes that may come out whatever the ratio
 * @param ratio of what comes out to the size of the archive, at most
 */
record ArchiveLimits(int entries, long bytes, long free, int ratio) {
  /**
   * A Blender has some 1.5 GB, which .tar.xz makes five times smaller, and caches of a simulation
   * seldom shrink more than fifty times. Bombs of gzip reach 1,000, others much more.
   */
  static final ArchiveLimits STANDARD =
      new ArchiveLimits(Manifest.MAX_ENTRIES, 64L << 30, 64L << 20, 200);
}
