package io.github.sealframe.batchclient;

/**
 * Which things a list has, and how much of each. Immutable. A component that is null is not asked
 * for.
 *
 * @param filter OData filter, as in {@code state eq 'idle'}; null for all
 * @param select names of the properties that each has, with commas between; null for all
 * @param expand {@code stats} for statistics with each
 * @param pageSize how many things a page has at most, 1 to 1,000; 1,000 when null
 */
public record BatchQuery(String filter, String select, String expand, Integer pageSize) {
  /** Everything there is, whole. */
  public static final BatchQuery ALL = new BatchQuery(null, null, null, null);

  /** Rejects a page size that Batch does not take. */
  public BatchQuery {
    if (pageSize != null && (pageSize < 1 || pageSize > 1000)) {
      throw new IllegalArgumentException("pageSize is not 1 to 1,000");
    }
  }

  /** With a filter. */
  public BatchQuery filter(String value) {
    return new BatchQuery(value, select, expand, pageSize);
  }

  /** With some properties only. */
  public BatchQuery select(String value) {
    return new BatchQuery(filter, value, expand, pageSize);
  }

  /** With statistics. */
  public BatchQuery expand(String value) {
    return new BatchQuery(filter, select, value, pageSize);
  }

  /** With another number of things on a page. */
  public BatchQuery pageSize(int value) {
    return new BatchQuery(filter, select, expand, value);
  }
}
