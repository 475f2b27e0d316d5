package io.github.sealframe.batchclient.internal;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Function;

/**
 * The items of a list that comes in pages, with one page in memory. Used by one thread.
 *
 * @param <T> what the list has
 */
final class Pages<T> implements Iterator<T> {
  private final Function<String, BatchList<T>> ask;
  private final Function<String, RuntimeException> circle;
  private String link;
  private String mark;
  private long steps;
  private long stride = 1;
  private Iterator<T> page = Collections.emptyIterator();

  /**
   * @param first where the first page is
   * @param ask brings the page at an address
   * @param circle what is thrown when the list goes on at an address where it was before
   */
  Pages(
      String first, Function<String, BatchList<T>> ask, Function<String, RuntimeException> circle) {
    this.link = first;
    this.mark = first;
    this.ask = ask;
    this.circle = circle;
  }

  @Override
  public boolean hasNext() {
    while (!page.hasNext() && link != null) {
      page = Collections.emptyIterator();
      BatchList<T> next = ask.apply(link);
      follow(next.nextLink() == null || next.nextLink().isEmpty() ? null : next.nextLink());
      page = next.value().iterator();
    }
    return page.hasNext();
  }

  /**
   * Finds a circle with one address in memory, in Brent's way: it is compared with those that
   * follow, twice as many as were compared with the one before it.
   */
  private void follow(String next) {
    if (next != null && (next.equals(link) || next.equals(mark))) {
      throw circle.apply(next);
    }
    steps++;
    if (steps == stride) {
      mark = next;
      steps = 0;
      stride *= 2;
    }
    link = next;
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return page.next();
  }
}
