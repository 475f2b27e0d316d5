package io.github.sealframe.core;

/**
 * A task that renders one chunk.
 *
 * @param id follows from the plan
 * @param commandLine what it runs, with both pins in it
 * @param frames the frames, in the order rendered
 * @param outputs prefix of the blobs that it writes, in {@link ContainerRole#OUTPUT}, ending in a
 *     slash
 */
public record TaskPlan(TaskId id, String commandLine, FrameSet frames, String outputs) {
  /** Name, below {@link #outputs}, of the record in which the node names each frame's digest. */
  public static final String RECORD = "record.txt";

  /** Folder, below {@link #outputs}, of what its node attested of each package. */
  public static final String ATTESTATIONS = "attestations/";
}
