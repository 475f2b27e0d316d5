package io.github.sealframe.batchclient.internal;

/** Nodes in each state. */
record BatchNodeCounts(
    int creating,
    int idle,
    int rebooting,
    int reimaging,
    int running,
    int starting,
    int startTaskFailed,
    int unusable,
    int waitingForStartTask,
    int upgradingOS) {}
