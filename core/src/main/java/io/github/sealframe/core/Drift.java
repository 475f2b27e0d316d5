package io.github.sealframe.core;

/**
 * Something that is not as planned.
 *
 * @param field which, as Batch names it
 * @param expected what the plan says
 * @param found what is there
 */
public record Drift(String field, String expected, String found) {
  @Override
  public String toString() {
    return field + " is " + found + ", not " + expected;
  }
}
