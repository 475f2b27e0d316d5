package io.github.sealframe.core;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The size of a frame.
 *
 * @param width pixels, 4 to 65,536 (Blender's limits)
 * @param height pixels, 4 to 65,536
 */
public record Resolution(int width, int height) {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,5})x([0-9]{1,5})");

  /**
   * @throws IllegalArgumentException when a side is out of range
   */
  public Resolution {
    if (width < 4 || width > 65_536 || height < 4 || height > 65_536) {
      throw new IllegalArgumentException("a frame is 4 to 65536 pixels wide and high");
    }
  }

  /**
   * Reads {@code 1920x1080}.
   *
   * @throws IllegalArgumentException when the text has another form
   */
  public static Resolution parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("a resolution is written as in 1920x1080");
    }
    return new Resolution(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
  }

  @Override
  public String toString() {
    return width + "x" + height;
  }
}
