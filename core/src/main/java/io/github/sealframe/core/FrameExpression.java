package io.github.sealframe.core;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Reads the grammar of frame expressions, once, from left to right.
 *
 * <pre>
 * set   = range *( "," range )
 * range = frame | frame ( "-" | ".." ) frame [ ( "x" | "y" ) step ]
 * frame = [ "-" ] 1*digit
 * step  = [ "-" ] 1*digit
 * </pre>
 */
final class FrameExpression {
  /** Work bound for expressions that write the same frames again and again. */
  private static final int MAX_WRITTEN = 10 * FrameSet.MAX_FRAMES;

  private final String text;
  private int at;

  private final BitSet seen = new BitSet();
  private final BitSet again = new BitSet();
  private int[] frames = new int[64];
  private int count;
  private int written;

  FrameExpression(String text) {
    this.text = text;
  }

  FrameSet read() {
    range();
    while (at < text.length()) {
      if (text.charAt(at) != ',') {
        throw unexpected("`,` or the end");
      }
      at++;
      range();
    }
    FrameSet duplicates =
        new FrameSet(again.stream().map(i -> i + FrameSet.MIN_FRAME).toArray(), "");
    return new FrameSet(Arrays.copyOf(frames, count), note(duplicates));
  }

  private String note(FrameSet duplicates) {
    if (duplicates.size() == 0) {
      return "";
    }
    boolean one = duplicates.size() == 1;
    return duplicates.canonical()
        + (one && written == count + 1 ? " is written twice" : one ? " is" : " are")
        + (one && written == count + 1 ? "" : " written more than once");
  }

  private void range() {
    skipBlanks();
    int start = at;
    int first = frame();
    if (!separator()) {
      add(start, first);
      return;
    }
    int last = frame();
    boolean leaveOut = at < text.length() && text.charAt(at) == 'y';
    int step = 1;
    if (leaveOut || (at < text.length() && text.charAt(at) == 'x')) {
      at++;
      step = step(first, last);
    }
    int before = written;
    int sign = first <= last ? 1 : -1;
    for (int i = 0, frame = first; sign * (last - frame) >= 0; i++, frame += sign) {
      if ((i % step == 0) != leaveOut) {
        add(start, frame);
      }
    }
    if (written == before) {
      throw new FrameExpressionException(start + 1, "the range selects no frame");
    }
  }

  /** Consumes {@code -} or {@code ..} between two frames. */
  private boolean separator() {
    if (text.startsWith("..", at)) {
      at += 2;
    } else if (text.startsWith("-", at)) {
      at++;
    } else {
      return false;
    }
    skipBlanks();
    return true;
  }

  private int frame() {
    int start = at;
    long value = number("a frame number");
    if (Math.abs(value) > FrameSet.MAX_FRAME) {
      throw new FrameExpressionException(
          start + 1,
          "the frame is beyond " + FrameSet.MAX_FRAME + ", expected one from -1048574 to 1048574");
    }
    return (int) value;
  }

  private int step(int first, int last) {
    skipBlanks();
    int start = at;
    boolean negative = at < text.length() && text.charAt(at) == '-';
    long value = number("a step");
    if (value == 0) {
      throw new FrameExpressionException(start + 1, "the step is 0, expected 1 or more");
    }
    if (negative && first <= last) {
      throw new FrameExpressionException(
          start + 1,
          (first < last ? "the range ascends" : "the range has one frame")
              + ", expected a step without a minus sign");
    }
    // A step past the end takes the first frame only, however large it is.
    return (int) Math.min(Math.abs(value), Integer.MAX_VALUE);
  }

  /** Reads an optional minus sign and digits, and the blanks behind them. */
  private long number(String expected) {
    int sign = 1;
    int digit = at;
    if (digit < text.length() && text.charAt(digit) == '-') {
      sign = -1;
      digit++;
    }
    if (digit >= text.length() || !isDigit(text.charAt(digit))) {
      throw unexpected(expected);
    }
    long value = 0;
    while (digit < text.length() && isDigit(text.charAt(digit))) {
      value = Math.min(value * 10 + (text.charAt(digit) - '0'), Integer.MAX_VALUE);
      digit++;
    }
    at = digit;
    skipBlanks();
    return sign * value;
  }

  private void add(int start, int frame) {
    if (++written > MAX_WRITTEN) {
      throw tooMany(start);
    }
    int index = frame - FrameSet.MIN_FRAME;
    if (seen.get(index)) {
      again.set(index);
      return;
    }
    if (count == FrameSet.MAX_FRAMES) {
      throw tooMany(start);
    }
    seen.set(index);
    if (count == frames.length) {
      frames = Arrays.copyOf(frames, count * 2);
    }
    frames[count++] = frame;
  }

  private static FrameExpressionException tooMany(int start) {
    return new FrameExpressionException(
        start + 1, "more than 1000000 frames are selected, expected fewer");
  }

  private FrameExpressionException unexpected(String expected) {
    if (at >= text.length()) {
      return new FrameExpressionException(
          at + 1, "expected " + expected + ", found the end of the expression");
    }
    int c = text.codePointAt(at);
    String found =
        Character.isISOControl(c) ? "a control character" : "`" + Character.toString(c) + "`";
    String hint =
        switch (c) {
          case ':' -> " (write x2 for a step of 2)";
          case '+' -> " (relative frames have no meaning here)";
          case 'x', 'y' -> " (a step follows a range, as in 1-10x2)";
          default -> "";
        };
    return new FrameExpressionException(at + 1, "expected " + expected + ", found " + found + hint);
  }

  private void skipBlanks() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
