package io.github.sealframe.core;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A path inside a package: relative, with {@code /}, in Unicode NFC, and with a name that every
 * system can hold. Ordered by the unsigned bytes of its UTF-8 form.
 *
 * <p>Refused are empty, {@code .} and {@code ..} components, control characters, backslash, colon,
 * bidirectional overrides, line and paragraph separators, leading and trailing spaces, trailing
 * dots, names of Windows devices, components over 255 bytes and paths over 1,024 bytes. Spaces,
 * quotes, {@code $}, parentheses and a leading hyphen are legal.
 *
 * @param value the path
 */
public record RelativePath(String value) implements Comparable<RelativePath> {
  private static final int MAX_COMPONENT_BYTES = 255;
  private static final int MAX_BYTES = 1024;
  private static final Pattern DEVICE =
      Pattern.compile(
          "(con|prn|aux|nul|conin\\$|conout\\$|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])(\\..*)?",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  /**
   * @throws IllegalArgumentException when the path is refused; the message is the reason
   */
  public RelativePath {
    Optional<String> refusal = refusal(value);
    if (refusal.isPresent()) {
      throw new IllegalArgumentException(refusal.get());
    }
  }

  /** Why {@code path} cannot be a path in a package; empty when it can. */
  public static Optional<String> refusal(String path) {
    if (path.isEmpty()) {
      return Optional.of("the path is empty");
    }
    for (int i = 0; i < path.length(); ) {
      int c = path.codePointAt(i);
      if (isRefused(c)) {
        return Optional.of(String.format(Locale.ROOT, "the character U+%04X is not allowed", c));
      }
      i += Character.charCount(c);
    }
    if (path.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      return Optional.of("the path is longer than 1024 bytes");
    }
    if (!Normalizer.isNormalized(path, Normalizer.Form.NFC)) {
      return Optional.of("the name is not in Unicode NFC");
    }
    for (String component : path.split("/", -1)) {
      Optional<String> reason = componentRefusal(component);
      if (reason.isPresent()) {
        return reason;
      }
    }
    return Optional.empty();
  }

  private static boolean isRefused(int c) {
    return Character.getType(c) == Character.CONTROL
        || Character.getType(c) == Character.SURROGATE
        || c == '\\'
        || c == ':'
        || c == 0x2028
        || c == 0x2029
        || (c >= 0x202A && c <= 0x202E)
        || (c >= 0x2066 && c <= 0x2069)
        || c == 0x200E
        || c == 0x200F
        || c == 0x061C;
  }

  private static Optional<String> componentRefusal(String component) {
    if (component.isEmpty()) {
      return Optional.of("a component of the path is empty");
    }
    if (component.equals(".") || component.equals("..")) {
      return Optional.of("a component of the path is `" + component + "`");
    }
    if (component.startsWith(" ") || component.endsWith(" ")) {
      return Optional.of("a name begins or ends with a space");
    }
    if (component.endsWith(".")) {
      return Optional.of("a name ends with a dot");
    }
    if (component.getBytes(StandardCharsets.UTF_8).length > MAX_COMPONENT_BYTES) {
      return Optional.of("a name is longer than 255 bytes");
    }
    if (DEVICE.matcher(component).matches()) {
      return Optional.of("a name is that of a Windows device");
    }
    return Optional.empty();
  }

  /** This path in the folder {@code folder}. */
  public RelativePath in(String folder) {
    return new RelativePath(folder + "/" + value);
  }

  /**
   * The form in which two paths of one package must differ: case-folded and in NFC, as file systems
   * that ignore case compare names.
   */
  public String folded() {
    String folded =
        Normalizer.normalize(
            value.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT), Normalizer.Form.NFC);
    return folded.equals(value) ? value : folded;
  }

  @Override
  public int compareTo(RelativePath other) {
    int length = Math.min(value.length(), other.value.length());
    for (int i = 0; i < length; i++) {
      char a = value.charAt(i);
      char b = other.value.charAt(i);
      if (a != b) {
        // In UTF-8, what takes two chars comes after all that takes one.
        return Character.isSurrogate(a) == Character.isSurrogate(b)
            ? a - b
            : Boolean.compare(Character.isSurrogate(a), Character.isSurrogate(b));
      }
    }
    return value.length() - other.value.length();
  }

  @Override
  public String toString() {
    return value;
  }
}
