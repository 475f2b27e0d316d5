package io.github.sealframe.core;

/**
 * A finding that a named person allows for a while.
 *
 * @param finding what is weaker than it should be
 * @param waiver who allows it
 */
public record WaivedFinding(Finding finding, Waiver waiver) {}
