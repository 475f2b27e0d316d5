package io.github.sealframe.core;

/** The identity is missing, is not known to the service, or lacks a right. */
public final class AccessRefusal extends RemoteRefusal {
  /**
   * @param tried what was tried
   * @param on what it was tried on
   * @param why why it failed
   * @param next what to do next
   */
  public AccessRefusal(String tried, String on, String why, String next) {
    this(tried, on, why, next, null);
  }

  /**
   * @param tried what was tried
   * @param on what it was tried on
   * @param why why it failed
   * @param next what to do next
   * @param cause what was thrown, or null
   */
  public AccessRefusal(String tried, String on, String why, String next, Throwable cause) {
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
  public AccessRefusal(
      String tried, String on, String why, String next, ServiceAnswer answer, Throwable cause) {
    super(tried, on, why, next, answer, cause);
  }
}
