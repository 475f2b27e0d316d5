package io.github.sealframe.emulator.internal;

/** The states of a pool. */
enum PoolState {
  ACTIVE,
  DELETING
}
