package io.github.sealframe.core;

/**
 * A request that was not carried out. Its message is one line that says what was tried, on what,
 * why it failed and what to do next; it never holds a secret.
 *
 * <p>Each kind of refusal is a type of its own, so that a program can tell them apart without
 * reading text.
 */
public abstract sealed class Refusal extends RuntimeException
    permits ConfigurationRefusal, HeldRefusal, IntegrityRefusal, PolicyRefusal, RemoteRefusal {

  Refusal(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * Joins the four parts of a refusal to one line.
   *
   * @param tried what was tried, as in {@code read the scene}
   * @param on what it was tried on, as in {@code shot.blend}
   * @param why why it failed
   * @param next what to do next
   */
  public static String line(String tried, String on, String why, String next) {
    return "cannot " + tried + " " + on + ": " + why + "; " + next;
  }
}
