package io.github.sealframe.integrity;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** File names as text: the same in every locale, and fit for a message. */
final class Names {
  private Names() {}

  /**
   * The last name of {@code path}, decoded as UTF-8; empty when its bytes are not UTF-8. Under a
   * locale without UTF-8, {@link Path#toString} loses the bytes; the URI of a path keeps them.
   */
  static Optional<String> utf8(Path path) {
    String name = path.getFileName().toString();
    if (name.chars().allMatch(c -> c < 0x80)) {
      return Optional.of(name);
    }
    URI uri = path.toUri();
    if (!"file".equals(uri.getScheme())) {
      return Optional.of(name);
    }
    String raw = uri.getRawPath();
    String whole = raw.endsWith("/") ? raw.substring(0, raw.length() - 1) : raw;
    return decoded(whole.substring(whole.lastIndexOf('/') + 1));
  }

  private static Optional<String> decoded(String percentEncoded) {
    ByteBuffer bytes = ByteBuffer.allocate(percentEncoded.length());
    for (int i = 0; i < percentEncoded.length(); i++) {
      char c = percentEncoded.charAt(i);
      if (c == '%') {
        bytes.put((byte) Integer.parseInt(percentEncoded, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.put((byte) c);
      }
    }
    try {
      return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /** {@code text} with control characters and what reorders text escaped. */
  static String printable(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              int type = Character.getType(c);
              if (type == Character.CONTROL
                  || type == Character.FORMAT
                  || type == Character.LINE_SEPARATOR
                  || type == Character.PARAGRAPH_SEPARATOR
                  || type == Character.SURROGATE) {
                out.append(String.format(Locale.ROOT, "\\u%04X", c));
              } else {
                out.appendCodePoint(c);
              }
            });
    return out.toString();
  }
}
