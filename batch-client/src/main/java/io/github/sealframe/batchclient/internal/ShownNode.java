package io.github.sealframe.batchclient.internal;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A node, as far as it shows what it really runs.
 *
 * @param id which
 * @param state its state
 * @param startTask its StartTask, as a tree, so that nothing in it is overlooked
 */
record ShownNode(String id, String state, JsonNode startTask) {}
