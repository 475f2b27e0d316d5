package io.github.sealframe.emulator.internal;

/** Whether the number of a pool's nodes is changing. */
enum AllocationState {
  STEADY,
  RESIZING,
  STOPPING
}
