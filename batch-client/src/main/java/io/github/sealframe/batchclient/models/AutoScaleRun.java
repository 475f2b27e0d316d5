package io.github.sealframe.batchclient.models;

import java.time.OffsetDateTime;

/**
 * One evaluation of an autoscale formula; answer of {@code Pool_EvaluateAutoScale}.
 *
 * @param timestamp when it was evaluated
 * @param results final values of its variables, as {@code $name=value;...}
 * @param error why it failed; absent when it did not
 */
public record AutoScaleRun(OffsetDateTime timestamp, String results, AutoScaleRunError error) {}
