package io.github.sealframe.core;

import java.util.List;
import java.util.Optional;

/**
 * Which images a production may render on.
 *
 * @param allowed its images
 * @param maxAgeDays for how many days after it was published an image may be used, 1 to {@value
 *     #MAX_AGE_DAYS}
 */
public record ImageRules(List<AllowedImage> allowed, int maxAgeDays) {
  /** The longest, and what counts when the production does not say. */
  public static final int MAX_AGE_DAYS = 30;

  /**
   * @throws IllegalArgumentException when {@code maxAgeDays} is out of range
   */
  public ImageRules {
    if (maxAgeDays < 1 || maxAgeDays > MAX_AGE_DAYS) {
      throw new IllegalArgumentException("an image may be used for 1 to " + MAX_AGE_DAYS + " days");
    }
    allowed = List.copyOf(allowed);
  }

  /** The image of that resource id, case apart. */
  Optional<AllowedImage> find(String id) {
    return allowed.stream().filter(image -> image.id().equalsIgnoreCase(id)).findFirst();
  }
}
