/**
 * Manifests that name every byte of a package, the canonical archive that nodes unpack, and the
 * check that nodes run.
 */
package io.github.sealframe.integrity;
