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
  private String link;
  private Iterator<T> page = Collections.emptyIterator();

  /**
   * @param first where the first page is
   * @param ask brings the page at an address
   */
  Pages(String first, Function<String, BatchList<T>> ask) {
    this.link = first;
    this.ask = ask;
  }

  @Override
  public boolean hasNext() {
    while (!page.hasNext() && link != null) {
      page = Collections.emptyIterator();
      BatchList<T> next = ask.apply(link);
      page = next.value().iterator();
      link = next.nextLink() == null || next.nextLink().isEmpty() ? null : next.nextLink();
    }
    return page.hasNext();
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return page.next();
  }
}
