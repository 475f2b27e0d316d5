package io.github.sealframe.core;

/** Stub to be replaced. */
public final class FrameSet {
  private FrameSet() {}
}
