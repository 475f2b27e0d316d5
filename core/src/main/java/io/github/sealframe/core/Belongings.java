package io.github.sealframe.core;

import java.util.List;
import java.util.Optional;

/**
 * Port: one kind of thing that a production has somewhere, as a wrap takes it away. Implementations
 * throw a {@link Refusal} when the service refuses or does not answer.
 */
public interface Belongings {
  /** What it is, in the plural: {@code pools}. */
  String kind();

  /** What is there now. */
  List<Belonging> list();

  /**
   * Asks for one to be taken away; it may take a while. One that has gone is no error.
   *
   * @param one of the standing {@link Standing#OWN}, from {@link #list}
   * @return why that cannot be, when it cannot
   */
  Optional<String> remove(Belonging one);

  /** Whose something is, and what becomes of it. */
  enum Standing {
    /** The production's own, to be taken away. */
    OWN,
    /** The production's own, and on its way. */
    LEAVING,
    /** The production's own; it stays, or goes by itself. */
    STAYS,
    /** The production's own, with work of another's in it: it stays, and no wrap begins. */
    IN_USE,
    /** Another's, or of nobody who can be told: it is not touched. */
    FOREIGN
  }

  /**
   * Something that is there.
   *
   * @param name what it is called, without a title
   * @param standing whose it is
   * @param note until when it stays and why, or why it is taken for another's; empty where there is
   *     nothing to say
   */
  record Belonging(String name, Standing standing, String note) {}
}
