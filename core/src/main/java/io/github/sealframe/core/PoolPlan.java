package io.github.sealframe.core;

/**
 * The pool that a plan runs on.
 *
 * @param id follows from the production and from everything else here but {@code nodes}
 * @param production whose pool it is; stands in its metadata
 * @param shape what its nodes are made of
 * @param startTask checks the renderer package when a node joins
 * @param nodes dedicated nodes aimed at, at least 1
 */
public record PoolPlan(
    PoolId id, ProductionCode production, PoolShape shape, GateTask startTask, int nodes) {}
