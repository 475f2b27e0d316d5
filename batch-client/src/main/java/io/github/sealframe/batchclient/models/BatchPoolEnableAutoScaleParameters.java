package io.github.sealframe.batchclient.models;

import java.time.Duration;

/**
 * Body of {@code Pool_EnableAutoScale}: what is absent stays as it is.
 *
 * @param autoScaleFormula formula for the number of nodes
 * @param autoScaleEvaluationInterval how often the formula is evaluated, 5 minutes to 168 hours
 */
public record BatchPoolEnableAutoScaleParameters(
    String autoScaleFormula, Duration autoScaleEvaluationInterval) {}
