package io.github.sealframe.emulator.internal;

/** The states of a job. */
enum JobState {
  ACTIVE,
  DISABLING,
  DISABLED,
  TERMINATING,
  COMPLETED,
  DELETING
}
