package io.github.sealframe.samples;

import java.util.Locale;
import java.util.regex.Pattern;

/** Tenants of Microsoft Entra ID. */
final class Tenants {
  /** Of personal accounts, all of them. */
  private static final String PERSONAL = "9188040d-6c67-4c5b-b112-36a304b66dad";

  private static final Pattern ID =
      Pattern.compile("(?i)[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private Tenants() {}

  /** Whether it is an id, and not a word such as {@code common}. */
  static boolean isId(String tenant) {
    return ID.matcher(tenant).matches();
  }

  /** Whether it is one tenant's id, and not that of personal accounts. */
  static boolean isStudio(String tenant) {
    return isId(tenant) && !tenant.toLowerCase(Locale.ROOT).equals(PERSONAL);
  }
}
