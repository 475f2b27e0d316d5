package io.github.sealframe.batchclient.internal;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Takes out of a text what looks like a secret, before it becomes part of a message: queries of
 * URLs, where a SAS stands, passwords in URLs, signatures, account keys, and tokens. What has no
 * form of its own, as a password in a sentence, is not found: a text that may hold one is not shown
 * at all.
 *
 * <p>Texts come from services: however long and odd one is, each rule reads each of its characters
 * a few times at most. A rule must not look for its end again and again from each place where it
 * could begin, nor repeat a group, which takes Java one call more for each time.
 */
public final class Redaction {
  private static final String HIDDEN = "***";

  /**
   * What is put in the place of something.
   *
   * @param what what is looked for
   * @param instead as {@link java.util.regex.Matcher#replaceAll} takes it
   */
  record Rule(Pattern what, String instead) {
    private static Rule of(String what, String instead) {
      return new Rule(Pattern.compile(what), instead);
    }

    String applied(CharSequence text) {
      return what.matcher(text).replaceAll(instead);
    }
  }

  /** One after the other. */
  static final List<Rule> RULES =
      List.of(
          // Control characters, so that a line feed within a secret does not hide the rest of it.
          Rule.of("[\\p{Cc}\\p{Cf}\\u2028\\u2029]+", " "),
          // Users of URLs.
          Rule.of("(?i)(https?://)[^\\s\"'<>/?#@]*+@", "$1"),
          // Queries of URLs. One without a query is passed over whole.
          Rule.of("(?i)(https?://[^\\s\"'<>?]*+)(?:\\?[^\\s\"'<>]*+)?", "$1"),
          Rule.of(
              "(?i)\\b(SharedKey(?:Lite)?\\s+[^\\s:]+:|Bearer\\s+|Basic\\s+)[^\\s\"'<>]+",
              "$1" + HIDDEN),
          // As in a connection string, a query, a form, JSON, or a query within another one.
          Rule.of(
              "(?i)(sig|signature|accountkey|sharedaccesssignature|password|client_?secret"
                  + "|access_token|refresh_token|id_token|client_assertion)"
                  + "(\\\\?\"?\\s*[=:]\\s*\\\\?\"?|%3D)[^\\s&;,\"'<>{}\\\\]+",
              "$1$2" + HIDDEN),
          // JSON web tokens.
          Rule.of("eyJ[\\w-]{5}[\\w.-]*+", HIDDEN),
          // Base64 of 30 bytes and more, as far as its end shows: a hexadecimal digest has none.
          Rule.of("(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{40,}+={1,2}", HIDDEN));

  private static final int MAX_LENGTH = 400;

  private Redaction() {}

  /** {@code text} on one line of bounded length. */
  public static String of(String text) {
    String clean = hidden(text).strip();
    return clean.length() > MAX_LENGTH ? clean.substring(0, MAX_LENGTH) + "..." : clean;
  }

  /** {@code text}, each line by itself, with all of its length. */
  static String within(String text) {
    return text.lines().map(Redaction::hidden).collect(Collectors.joining("\n"));
  }

  private static String hidden(String text) {
    String clean = text;
    for (Rule rule : RULES) {
      clean = rule.applied(clean);
    }
    return clean;
  }

  /** {@code url} without its query, where a SAS would stand. */
  static String withoutQuery(String url) {
    int query = url.indexOf('?');
    return query < 0 ? url : url.substring(0, query);
  }
}
