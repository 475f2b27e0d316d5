package io.github.sealframe.core;

import java.util.Optional;

/**
 * A request to a service that was not carried out. Immutable.
 *
 * <p>A program that wants to act on what the service said asks for {@link #answer}, and need not
 * read the message.
 */
public abstract sealed class RemoteRefusal extends Refusal
    permits AccessRefusal, CapacityRefusal, ServiceRefusal {
  private final String remedy;
  private final transient ServiceAnswer answer;

  RemoteRefusal(
      String tried, String on, String why, String next, ServiceAnswer answer, Throwable cause) {
    super(line(tried, on, why, next), cause);
    this.remedy = next;
    this.answer = answer;
  }

  /** What to do next: the last part of the message. */
  public String remedy() {
    return remedy;
  }

  /** What the service answered; empty when it was this side that refused. */
  public Optional<ServiceAnswer> answer() {
    return Optional.ofNullable(answer);
  }
}
