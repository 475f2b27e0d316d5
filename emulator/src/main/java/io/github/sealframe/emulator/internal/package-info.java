/**
 * The insides of the emulator. Nothing here is for users of the library, and everything may change.
 */
package io.github.sealframe.emulator.internal;
