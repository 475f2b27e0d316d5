package io.github.sealframe.samples;

import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.Observation;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.Secret;
import io.github.sealframe.core.SecretName;
import java.time.Duration;
import java.time.Instant;

/** How old keys and secrets are. */
final class SecretAge {
  private SecretAge() {}

  /** What is said day by day of a secret that has come to its time. */
  static String warning(SecretName name, Instant made) {
    return "secret "
        + name
        + " of the key vault was made on "
        + made
        + ": make it anew with `keys rotate` before "
        + made.plus(Secret.MAX_AGE)
        + ", when it is refused (control kv-rotate-90d)";
  }

  /** Of a secret in the vault, which refuses what is too old or of unknown age. */
  static Observation of(AuditSubject subject, SecretName name) {
    String what = "secret " + name + " of the key vault";
    String next = "make a new version of it, with an end";
    Secret secret;
    try {
      secret = subject.services().farm().secrets().read(name);
    } catch (PolicyRefusal | ConfigurationRefusal e) {
      return subject.broken(what, e.getMessage(), next);
    }
    if (secret.expires().isEmpty()) {
      return subject.broken(what, "it never ends", next);
    }
    return of(subject, what, secret.created(), next);
  }

  /** Of anything that was made at a time. */
  static Observation of(AuditSubject subject, String what, Instant made, String next) {
    Duration age = Duration.between(made, subject.clock().instant());
    String value = "made on " + made + ", " + age.toDays() + " days ago";
    if (age.compareTo(Secret.MAX_AGE) > 0) {
      return subject.broken(what, value + ", at most " + Secret.MAX_AGE.toDays(), next);
    }
    return age.compareTo(Secret.ROTATION_DUE_AGE) >= 0
        ? subject.kept(what, value + "; warning: make it anew before " + Secret.MAX_AGE.toDays())
        : subject.kept(what, value);
  }
}
