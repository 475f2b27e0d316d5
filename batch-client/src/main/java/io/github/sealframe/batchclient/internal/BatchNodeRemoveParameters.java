package io.github.sealframe.batchclient.internal;

import java.util.List;

/** Body of {@code Pool_RemoveNodes}. */
record BatchNodeRemoveParameters(List<String> nodeList, String nodeDeallocationOption) {}
