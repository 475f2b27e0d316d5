package io.github.sealframe.core;

/** What becomes of a node that a hold names. */
public enum Disposition {
  /** It is taken out of the pool. */
  REMOVE,
  /** It stays, since the cause was somewhere else; refused while the service cannot use it. */
  KEEP
}
