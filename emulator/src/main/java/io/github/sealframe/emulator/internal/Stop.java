package io.github.sealframe.emulator.internal;

/** Why a running task is stopped from outside, which decides what becomes of it. */
enum Stop {
  /** It runs again, on this node or another. */
  REQUEUE,
  /** It is completed, as a failure. */
  TERMINATE,
  /** It is forgotten. */
  DELETE
}
