package io.github.sealframe.batchclient.internal;

/** What is known of the attempts before the one with which an operation failed. */
enum Earlier {
  /** None of them has done anything, or there was none. */
  DID_NOTHING,
  /** One of them may have done what was asked: its answer was lost. */
  MAY_HAVE_DONE_IT,
  /** One of them may have, but what is there does not show it. */
  LEFT_NO_TRACE,
  /** What was asked for holds. */
  DID_IT
}
