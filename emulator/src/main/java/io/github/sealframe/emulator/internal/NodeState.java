package io.github.sealframe.emulator.internal;

/** The states of a node that the emulator brings about. */
enum NodeState {
  CREATING,
  STARTING,
  WAITINGFORSTARTTASK,
  STARTTASKFAILED,
  IDLE,
  RUNNING,
  OFFLINE,
  UNUSABLE,
  UNKNOWN,
  PREEMPTED,
  REBOOTING,
  REIMAGING,
  LEAVINGPOOL,
  DEALLOCATING,
  DEALLOCATED
}
