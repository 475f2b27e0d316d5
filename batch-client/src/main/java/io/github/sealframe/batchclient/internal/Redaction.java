package io.github.sealframe.batchclient.internal;

import java.util.regex.Pattern;

/** Takes out of a text what might be a secret, before it becomes part of a message. */
final class Redaction {
  private static final Pattern QUERY = Pattern.compile("(https?://[^\\s\"'<>?]*)\\?[^\\s\"'<>]*");
  private static final Pattern SIGNATURE =
      Pattern.compile("(?i)\\b(sig|signature|accountkey|sharedaccesssignature)=[^\\s&;\"'<>]+");
  private static final Pattern AUTHORIZATION =
      Pattern.compile("(?i)\\b(SharedKey(Lite)? [^\\s:]+:|Bearer )[^\\s\"'<>]+");
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}\\u2028\\u2029]+");
  private static final int MAX_LENGTH = 400;

  private Redaction() {}

  /** {@code text} on one line of bounded length, without queries, signatures and tokens. */
  static String of(String text) {
    String clean = QUERY.matcher(text).replaceAll("$1");
    clean = SIGNATURE.matcher(clean).replaceAll("$1=***");
    clean = AUTHORIZATION.matcher(clean).replaceAll("$1***");
    clean = CONTROL.matcher(clean).replaceAll(" ").strip();
    return clean.length() > MAX_LENGTH ? clean.substring(0, MAX_LENGTH) + "..." : clean;
  }

  /** {@code url} without its query, where a SAS would stand. */
  static String withoutQuery(String url) {
    int query = url.indexOf('?');
    return query < 0 ? url : url.substring(0, query);
  }
}
