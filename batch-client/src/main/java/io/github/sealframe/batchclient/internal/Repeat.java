package io.github.sealframe.batchclient.internal;

/** When a request may be sent once more. */
enum Repeat {
  /** Sent twice, it does the same as once, or the second answer tells that the first was done. */
  WHENEVER_IT_HELPS {
    @Override
    boolean allows(CallFailure failure) {
      return failure.isTransient();
    }
  },
  /** Sent twice, it may act twice: only when the service has certainly not acted. */
  ONLY_WHEN_NOT_DONE {
    @Override
    boolean allows(CallFailure failure) {
      return failure.isDeclinedForNow();
    }
  };

  abstract boolean allows(CallFailure failure);
}
