package io.github.sealframe.emulator.internal;

/** The states of a task. */
enum TaskState {
  ACTIVE,
  PREPARING,
  RUNNING,
  COMPLETED
}
