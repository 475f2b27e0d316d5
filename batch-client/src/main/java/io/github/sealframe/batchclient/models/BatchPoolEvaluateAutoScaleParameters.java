package io.github.sealframe.batchclient.models;

/**
 * Body of {@code Pool_EvaluateAutoScale}.
 *
 * @param autoScaleFormula the formula; it is not applied
 */
public record BatchPoolEvaluateAutoScaleParameters(String autoScaleFormula) {}
