package io.github.sealframe.batchclient.internal;

import io.github.sealframe.core.RemoteRefusal;
import io.github.sealframe.core.ServiceAnswer;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Answers that are no failure, though the service did not do what was asked. */
final class Expected {
  private Expected() {}

  /** Asks for something that need not be there. */
  static <T> Optional<T> find(Supplier<T> call) {
    try {
      return Optional.of(call.get());
    } catch (RemoteRefusal refusal) {
      throwUnless(ServiceAnswer::isNotFound, refusal);
      return Optional.empty();
    }
  }

  /**
   * Makes a call that the service may decline.
   *
   * @param expected the answers that are no failure
   * @return how it declined; empty when it did what was asked
   */
  static Optional<RemoteRefusal> decline(Predicate<ServiceAnswer> expected, Runnable call) {
    try {
      call.run();
      return Optional.empty();
    } catch (RemoteRefusal refusal) {
      throwUnless(expected, refusal);
      return Optional.of(refusal);
    }
  }

  private static void throwUnless(Predicate<ServiceAnswer> expected, RemoteRefusal refusal) {
    if (refusal.answer().filter(expected).isEmpty()) {
      throw refusal;
    }
  }
}
