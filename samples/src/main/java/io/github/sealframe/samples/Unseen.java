package io.github.sealframe.samples;

/** An audit has no way to look at something. */
final class Unseen extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String what;
  private final String next;

  /**
   * @param what what was to be looked at
   * @param why why that cannot be done
   * @param next what to do about it
   */
  Unseen(String what, String why, String next) {
    super(why);
    this.what = what;
    this.next = next;
  }

  String what() {
    return what;
  }

  String next() {
    return next;
  }
}
