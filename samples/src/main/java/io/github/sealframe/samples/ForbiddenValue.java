package io.github.sealframe.samples;

import java.util.List;

/** A value that can be read, and that controls of the guide forbid. */
final class ForbiddenValue extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  private final transient List<String> controls;

  /**
   * @param why goes on from the value's name
   * @param controls ids of those that forbid it
   */
  ForbiddenValue(String why, List<String> controls) {
    super(why);
    this.controls = controls;
  }

  /** Ids of the controls that forbid it. */
  List<String> controls() {
    return controls;
  }
}
