package io.github.sealframe.samples;

import io.github.sealframe.core.CheckBefore;
import io.github.sealframe.core.Journal;
import io.github.sealframe.core.Planner;
import io.github.sealframe.core.PoolShape;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.ProductionPolicy;
import io.github.sealframe.core.RenderPlan;
import io.github.sealframe.integrity.NodePackageGate;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;

/**
 * The production that a verb works for.
 *
 * @param code its code
 * @param pool what its nodes are made of
 * @param renderer folder of its Blender package; empty for the installed Blender
 * @param checkBefore before what its nodes check their packages
 * @param work a folder on this machine for sealed packages and the journal
 * @param gate seals packages
 * @param policy what it may render with
 */
record Production(
    ProductionCode code,
    PoolShape pool,
    Optional<Path> renderer,
    CheckBefore checkBefore,
    Path work,
    NodePackageGate gate,
    ProductionPolicy policy) {

  /** The same, believing digests of files that look unchanged since they were last read. */
  Production trustingCache() {
    return new Production(
        code, pool, renderer, checkBefore, work, NodePackageGate.trustingCache(work), policy);
  }

  /** The journal of what this machine did for the production; the caller closes. */
  Journal journal() throws IOException {
    return Journal.open(journalFile(), code, Clock.systemUTC(), new SecureRandom());
  }

  /** Where that journal is, or would be. */
  Path journalFile() {
    return work.resolve("journal").resolve(code + ".journal");
  }

  /** Plans what was chosen. */
  RenderPlan plan(RenderChoice choice) throws IOException {
    policy.check(pool); // The planner does too, but reading a scene takes a while.
    return new Planner(gate, work, policy).plan(choice.request(code, pool, renderer, checkBefore));
  }
}
