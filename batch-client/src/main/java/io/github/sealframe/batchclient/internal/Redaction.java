package io.github.sealframe.batchclient.internal;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Takes out of a text what looks like a secret, before it becomes part of a message: queries of
 * URLs, where a SAS stands, passwords in URLs, signatures, account keys, and tokens. What has no
 * form of its own, as a password in a sentence, is not found: a text that may hold one is not shown
 * at all.
 */
final class Redaction {
  private static final String HIDDEN = "***";
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Cf}\\u2028\\u2029]+");
  private static final Pattern USER = Pattern.compile("(?i)(https?://)[^\\s\"'<>/?#@]*@");
  private static final Pattern QUERY =
      Pattern.compile("(?i)(https?://[^\\s\"'<>?]*)\\?[^\\s\"'<>]*");

  /** As in a connection string, a query, a form, JSON, or a query within another one. */
  private static final Pattern NAMED =
      Pattern.compile(
          "(?i)(sig|signature|accountkey|sharedaccesssignature|password|client_?secret"
              + "|access_token|refresh_token|id_token|client_assertion)"
              + "(\\\\?\"?\\s*[=:]\\s*\\\\?\"?|%3D)[^\\s&;,\"'<>{}\\\\]+");

  private static final Pattern AUTHORIZATION =
      Pattern.compile("(?i)\\b(SharedKey(?:Lite)?\\s+[^\\s:]+:|Bearer\\s+|Basic\\s+)[^\\s\"'<>]+");
  private static final Pattern JWT = Pattern.compile("eyJ[\\w-]{5,}(\\.[\\w-]*)*");

  /** Base64 of 30 bytes and more, as far as its end shows: a digest in hexadecimal has no such. */
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{40,}={1,2}");

  private static final int MAX_LENGTH = 400;

  private Redaction() {}

  /** {@code text} on one line of bounded length. */
  static String of(String text) {
    String clean = hidden(text).strip();
    return clean.length() > MAX_LENGTH ? clean.substring(0, MAX_LENGTH) + "..." : clean;
  }

  /** {@code text}, each line by itself, with all of its length. */
  static String within(String text) {
    return text.lines().map(Redaction::hidden).collect(Collectors.joining("\n"));
  }

  private static String hidden(String text) {
    // First, so that a line feed within a secret does not hide the rest of it.
    String clean = CONTROL.matcher(text).replaceAll(" ");
    clean = USER.matcher(clean).replaceAll("$1");
    clean = QUERY.matcher(clean).replaceAll("$1");
    clean = AUTHORIZATION.matcher(clean).replaceAll("$1" + HIDDEN);
    clean = NAMED.matcher(clean).replaceAll("$1$2" + HIDDEN);
    clean = JWT.matcher(clean).replaceAll(HIDDEN);
    return KEY.matcher(clean).replaceAll(HIDDEN);
  }

  /** {@code url} without its query, where a SAS would stand. */
  static String withoutQuery(String url) {
    int query = url.indexOf('?');
    return query < 0 ? url : url.substring(0, query);
  }
}
