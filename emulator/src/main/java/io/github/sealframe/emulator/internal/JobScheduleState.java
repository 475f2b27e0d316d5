package io.github.sealframe.emulator.internal;

/** The states of a job schedule. */
enum JobScheduleState {
  ACTIVE,
  DISABLED,
  TERMINATING,
  COMPLETED,
  DELETING
}
