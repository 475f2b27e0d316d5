package io.github.sealframe.core;

/** A service did not answer, or answered what it should not. */
public final class ServiceRefusal extends RemoteRefusal {
  /**
   * @param tried what was tried
   * @param on what it was tried on
   * @param why why it failed
   * @param next what to do next
   */
  public ServiceRefusal(String tried, String on, String why, String next) {
    this(tried, on, why, next, null);
  }

  /**
   * @param tried what was tried
   * @param on what it was tried on
   * @param why why it failed
   * @param next what to do next
   * @param cause what was thrown, or null
   */
  public ServiceRefusal(String tried, String on, String why, String next, Throwable cause) {
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
  public ServiceRefusal(
      String tried, String on, String why, String next, ServiceAnswer answer, Throwable cause) {
    super(tried, on, why, next, answer, cause);
  }
}
