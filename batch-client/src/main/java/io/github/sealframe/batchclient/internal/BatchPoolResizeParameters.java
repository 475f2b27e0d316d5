package io.github.sealframe.batchclient.internal;

/** Body of {@code Pool_Resize}. */
record BatchPoolResizeParameters(Integer targetDedicatedNodes) {}
