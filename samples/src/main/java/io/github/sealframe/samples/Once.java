package io.github.sealframe.samples;

import io.github.sealframe.core.Refusal;
import java.util.function.Supplier;

/**
 * Something that is asked for once, when it is first needed, whether it comes or is refused. For
 * one thread.
 *
 * @param <T> what that is
 */
final class Once<T> implements Supplier<T> {
  private final Supplier<T> ask;
  private boolean asked;
  private T value;
  private RuntimeException refusal;

  Once(Supplier<T> ask) {
    this.ask = ask;
  }

  @Override
  public T get() {
    if (!asked) {
      asked = true;
      try {
        value = ask.get();
      } catch (Refusal | Unseen e) {
        refusal = e;
      }
    }
    if (refusal != null) {
      throw refusal;
    }
    return value;
  }
}
