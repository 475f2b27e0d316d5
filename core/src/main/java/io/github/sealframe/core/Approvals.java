package io.github.sealframe.core;

import java.io.IOException;
import java.util.Optional;

/**
 * Port: whether somebody approved a renderer package. Asked while a plan is made, so before
 * anything is written or sent. Scene packages change with each submission and come from the person
 * who submits: they need no approval, their own pin covers them. Implementations are thread-safe.
 */
@FunctionalInterface
public interface Approvals {
  /**
   * The approval that a plan with the package rests on.
   *
   * @param pin the package
   * @return empty only when the production renders without approvals
   * @throws IntegrityRefusal when the package must be approved and is not
   * @throws IOException when the approvals cannot be looked at
   */
  Optional<PackageApproval> require(Sha256 pin) throws IOException;

  /** A production that renders without approvals, as somebody has to say in so many words. */
  static Approvals none() {
    return pin -> Optional.empty();
  }
}
