package io.github.sealframe.emulator.internal;

/** A node as tasks tell of it, which they do when it is gone too. */
record NodeName(String poolId, String nodeId, String url) {

  /** What a task names that is best run there. */
  String affinityId() {
    return "TVM:" + nodeId;
  }
}
