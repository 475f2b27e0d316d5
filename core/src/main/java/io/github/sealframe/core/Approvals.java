package io.github.sealframe.core;

import java.io.IOException;

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
   * @throws IntegrityRefusal when the package must be approved and is not
   * @throws IOException when the approvals cannot be looked at
   */
  PackageApproval require(Sha256 pin) throws IOException;
}
