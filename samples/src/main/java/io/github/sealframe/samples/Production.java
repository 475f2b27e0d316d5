package io.github.sealframe.samples;

import io.github.sealframe.core.CheckBefore;
import io.github.sealframe.core.DenyList;
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

  /**
   * The journal of what this machine did for the production; the caller closes.
   *
   * @param emulated the emulator that it did it on, which has a journal of its own; empty for Azure
   * @param words may not stand in it
   */
  Journal journal(Optional<LocalEndpoints> emulated, DenyList words) throws IOException {
    return Journal.open(journalFile(emulated), code, words, Clock.systemUTC(), new SecureRandom());
  }

  /** Where that is. */
  Path journalFile(Optional<LocalEndpoints> emulated) {
    String name = code + emulated.map(emulator -> "-emulator-" + emulator.tag()).orElse("");
    return work.resolve("journal").resolve(name + ".journal");
  }

  /** Plans what was chosen. */
  RenderPlan plan(RenderChoice choice) throws IOException {
    policy.check(pool); // The planner does too, but reading a scene takes a while.
    return new Planner(gate, work, policy).plan(choice.request(code, pool, renderer, checkBefore));
  }
}
