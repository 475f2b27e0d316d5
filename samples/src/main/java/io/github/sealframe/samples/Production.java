package io.github.sealframe.samples;

import io.github.sealframe.core.Approvals;
import io.github.sealframe.core.Planner;
import io.github.sealframe.core.PoolShape;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.RenderPlan;
import io.github.sealframe.integrity.NodePackageGate;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The production that a verb works for.
 *
 * @param code its code
 * @param pool what its nodes are made of
 * @param renderer folder of its Blender package; empty for the installed Blender
 * @param work a folder on this machine for sealed packages
 * @param gate seals packages
 * @param approvals of Blender packages
 */
record Production(
    ProductionCode code,
    PoolShape pool,
    Optional<Path> renderer,
    Path work,
    NodePackageGate gate,
    Approvals approvals) {

  /** The same, believing digests of files that look unchanged since they were last read. */
  Production trustingCache() {
    return new Production(code, pool, renderer, work, NodePackageGate.trustingCache(work));
  }

  /** Plans what was chosen. */
  RenderPlan plan(RenderChoice choice) throws IOException {
    return new Planner(gate, work, approvals).plan(choice.request(code, pool, renderer));
  }
}
