package io.github.sealframe.core;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A secret that may be used. {@link #value} is for the service that it is meant for: nothing else
 * shows it.
 *
 * @param name its name
 * @param value the secret itself
 * @param created when this version of it was made: a change of its attributes makes none
 * @param expires from when on it may not be used any more; empty when nobody set that
 */
public record Secret(SecretName name, String value, Instant created, Optional<Instant> expires) {
  /** Older secrets are refused. */
  public static final Duration MAX_AGE = Duration.ofDays(90);

  /** From this age on, whoever is responsible is to be told to make a new version. */
  public static final Duration ROTATION_DUE_AGE = Duration.ofDays(60);

  /** Time since this version was made. */
  public Duration age(Instant now) {
    return Duration.between(created, now);
  }

  /** Whether a new version should be made, though this one may still be used. */
  public boolean isRotationDue(Instant now) {
    return age(now).compareTo(ROTATION_DUE_AGE) >= 0;
  }

  @Override
  public String toString() {
    return "Secret[name=" + name + ", created=" + created + ", expires=" + expires + "]";
  }
}
