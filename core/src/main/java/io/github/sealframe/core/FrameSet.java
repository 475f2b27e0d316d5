package io.github.sealframe.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Frames to be rendered, each once, in the order in which they were written. Immutable.
 *
 * <p>An expression is a comma-separated list of frames and ranges: {@code 1-5}, {@code 1..5},
 * {@code 1-10x3} (every third from 1 on), {@code 1-10y3} (those that {@code x3} leaves out), {@code
 * 10-1x3} (counting down), {@code -3--1}. Blanks and tabs may stand around every token.
 */
public final class FrameSet {
  /** The first frame that Blender can render. */
  public static final int MIN_FRAME = -1048574;

  /** The last frame that Blender can render. */
  public static final int MAX_FRAME = 1048574;

  /** At most so many frames make a set. */
  public static final int MAX_FRAMES = 1_000_000;

  private final int[] frames;
  private final String note;

  FrameSet(int[] frames, String note) {
    this.frames = frames;
    this.note = note;
  }

  /**
   * Reads a frame expression.
   *
   * @throws FrameExpressionException naming the column and what was expected there
   */
  public static FrameSet parse(String expression) {
    return new FrameExpression(expression).read();
  }

  /** The frames, in the order written. */
  public IntStream frames() {
    return Arrays.stream(frames);
  }

  /** How many frames there are. */
  public int size() {
    return frames.length;
  }

  /** Whatever in the expression was legal but worth a word: frames that were written again. */
  public List<String> notes() {
    return note.isEmpty() ? List.of() : List.of(note);
  }

  /**
   * The identity of the set, whatever the order written: ascending, in runs, with {@code x} for
   * steps of three or more frames.
   */
  public String canonical() {
    return runs(Arrays.stream(frames).sorted().toArray());
  }

  /** The same frames in the same order, in runs; what {@link #parse} reads as this set. */
  public String inOrder() {
    return runs(frames);
  }

  /**
   * Splits the set, in the order written.
   *
   * @param size frames in each chunk at most, 1 or more
   */
  public List<FrameSet> chunks(int size) {
    if (size < 1) {
      throw new IllegalArgumentException("a chunk holds at least 1 frame");
    }
    List<FrameSet> chunks = new ArrayList<>();
    for (int from = 0; from < frames.length; from += Math.min(size, frames.length - from)) {
      int to = from + Math.min(size, frames.length - from);
      chunks.add(new FrameSet(Arrays.copyOfRange(frames, from, to), ""));
    }
    return chunks;
  }

  private static String runs(int[] frames) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < frames.length; ) {
      int length = runLength(frames, i);
      int step = length > 1 ? frames[i + 1] - frames[i] : 1;
      if (i > 0) {
        text.append(',');
      }
      text.append(frames[i]);
      if (length > 1) {
        text.append('-').append(frames[i + length - 1]);
      }
      if (Math.abs(step) > 1) {
        text.append('x').append(Math.abs(step));
      }
      i += length;
    }
    return text.toString();
  }

  /** How many frames from {@code i} on make one run; two frames more than one apart make none. */
  private static int runLength(int[] frames, int i) {
    if (i + 1 >= frames.length) {
      return 1;
    }
    int step = frames[i + 1] - frames[i];
    int end = i + 2;
    while (end < frames.length && frames[end] - frames[end - 1] == step) {
      end++;
    }
    int length = end - i;
    return length == 2 && Math.abs(step) != 1 ? 1 : length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FrameSet set && Arrays.equals(frames, set.frames);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(frames);
  }

  /** The frames in the order written, as {@link #inOrder} gives them. */
  @Override
  public String toString() {
    return inOrder();
  }
}
