package io.github.sealframe.emulator.internal;

import java.time.Instant;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * What an autoscale formula is evaluated with.
 *
 * @param target what the pool is to have now, which stays for what is not assigned
 * @param values what the pool is now
 * @param samples what it was
 */
record FormulaContext(
    Instant now,
    RandomGenerator random,
    Pool.Capacity target,
    Map<PoolMetric, Double> values,
    PoolSamples samples) {}
