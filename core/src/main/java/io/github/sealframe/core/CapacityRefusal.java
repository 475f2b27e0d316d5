package io.github.sealframe.core;

/** No capacity, no quota, or no time left. */
public final class CapacityRefusal extends RemoteRefusal {
  /**
   * @param tried what was tried
   * @param on what it was tried on
   * @param why why it failed
   * @param next what to do next
   */
  public CapacityRefusal(String tried, String on, String why, String next) {
    this(tried, on, why, next, null);
  }

  /**
   * @param tried what was tried
   * @param on what it was tried on
   * @param why why it failed
   * @param next what to do next
   * @param cause what was thrown, or null
   */
  public CapacityRefusal(String tried, String on, String why, String next, Throwable cause) {
    this(tried, on, why, next, null, cause);
  }

  /**
   * @param tried what was tried
   * @param on what it was tried on
   * @param why why it failed
   * @param next what to do next
   * @param answer what the service answered, or null
   * @param cause what was thrown, or null
   */
  public CapacityRefusal(
      String tried, String on, String why, String next, ServiceAnswer answer, Throwable cause) {
    super(tried, on, why, next, answer, cause);
  }
}
