package io.github.sealframe.integrity;

import io.github.sealframe.core.RelativePath;
import io.github.sealframe.core.Sha256;
import io.github.sealframe.integrity.Manifest.Entry;
import io.github.sealframe.integrity.Manifest.Folder;
import io.github.sealframe.integrity.Manifest.PlainFile;
import io.github.sealframe.integrity.ManifestRefusal.Kind;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one manifest, line by line, and refuses at the first thing that is not as it must be. */
final class ManifestReader {
  /** A path of 1,024 bytes, and the longest that can stand before it. */
  private static final int MAX_LINE_BYTES = 1024 + 96;

  private static final Pattern ENTRY = Pattern.compile("#([df]) ([^ ]*) ([^ ]*) (.*)");
  private static final Pattern DIGEST_LINE = Pattern.compile("([^ ]*)  (.*)");
  private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,17}");

  private final InputStream in;
  private final String source;
  private final int maxEntries;
  private final byte[] buffer = new byte[MAX_LINE_BYTES];
  private int number;

  private final List<EntryLine> entries = new ArrayList<>();
  private final Set<String> folders = new HashSet<>();
  private final Map<String, String> folded = new HashMap<>();

  ManifestReader(InputStream in, String source) {
    this(in, source, Manifest.MAX_ENTRIES);
  }

  ManifestReader(InputStream in, String source, int maxEntries) {
    this.in = new BufferedInputStream(in, 1 << 16);
    this.source = source;
    this.maxEntries = maxEntries;
  }

  Manifest read() throws IOException {
    header(line());
    String line = line();
    while (line.startsWith("#") && !line.equals(Manifest.END)) {
      entry(line);
      line = line();
    }
    List<Entry> read = new ArrayList<>(entries.size());
    for (EntryLine entry : entries) {
      if (entry.file()) {
        Sha256 digest = digest(line, entry.path());
        read.add(new PlainFile(entry.path(), entry.executable(), entry.size(), digest));
        line = line();
      } else {
        read.add(new Folder(entry.path()));
      }
    }
    if (!line.equals(Manifest.END)) {
      throw refuse(
          line.startsWith("#") ? Kind.LINE : Kind.DISAGREEMENT,
          "`#end` after the last file's digest",
          quote(line));
    }
    if (in.read() >= 0) {
      number++;
      throw refuse(Kind.TRAILING, "nothing after `#end`", "more text");
    }
    return new Manifest(read);
  }

  private void header(String line) {
    if (line.startsWith("\uFEFF")) {
      throw refuse(Kind.BYTE_ORDER_MARK, "no byte-order mark", "one");
    }
    if (!line.equals(Manifest.HEADER)) {
      boolean other = line.startsWith("#render-package-manifest ");
      throw refuse(other ? Kind.VERSION : Kind.HEADER, "`" + Manifest.HEADER + "`", quote(line));
    }
  }

  private void entry(String line) {
    Matcher parts = ENTRY.matcher(line);
    if (!parts.matches()) {
      throw refuse(Kind.LINE, "`#d MODE 0 PATH` or `#f MODE SIZE PATH`", quote(line));
    }
    if (entries.size() == maxEntries) {
      throw refuse(Kind.LIMIT, "at most " + maxEntries + " entries", "more");
    }
    boolean file = parts.group(1).equals("f");
    String mode = parts.group(2);
    if (!mode.equals("0755") && !(file && mode.equals("0644"))) {
      throw refuse(Kind.MODE, parts.group(4), file ? "0644 or 0755" : "0755", quote(mode));
    }
    String size = parts.group(3);
    if (!(file ? SIZE.matcher(size).matches() : size.equals("0"))) {
      throw refuse(Kind.SIZE, parts.group(4), file ? "a count of bytes" : "0", quote(size));
    }
    RelativePath path = path(parts.group(4));
    inPlace(path);
    if (!file) {
      folders.add(path.value());
    }
    entries.add(new EntryLine(file, path, mode.equals("0755"), Long.parseLong(size)));
  }

  private RelativePath path(String text) {
    Optional<String> refusal = RelativePath.refusal(text);
    if (refusal.isPresent()) {
      throw refuse(
          Kind.PATH, text, "a path that a package can hold", quote(text) + ": " + refusal.get());
    }
    return new RelativePath(text);
  }

  private void inPlace(RelativePath path) {
    if (!entries.isEmpty()) {
      RelativePath before = entries.get(entries.size() - 1).path();
      int order = before.compareTo(path);
      if (order >= 0) {
        throw refuse(
            order == 0 ? Kind.DUPLICATE : Kind.ORDER,
            path.value(),
            "a path after " + quote(before.value()) + " in the order of UTF-8 bytes",
            quote(path.value()));
      }
    }
    int slash = path.value().lastIndexOf('/');
    if (slash > 0 && !folders.contains(path.value().substring(0, slash))) {
      throw refuse(
          Kind.PARENT,
          path.value(),
          "a line for the folder " + quote(path.value().substring(0, slash)),
          quote(path.value()) + " without it");
    }
    String twin = folded.putIfAbsent(path.folded(), path.value());
    if (twin != null) {
      throw refuse(
          Kind.TWIN,
          path.value(),
          "paths that differ in more than case",
          quote(twin) + " and " + quote(path));
    }
  }

  private Sha256 digest(String line, RelativePath path) {
    Matcher parts = DIGEST_LINE.matcher(line);
    if (!parts.matches() || line.startsWith("#")) {
      boolean end = line.startsWith("#");
      throw refuse(
          end ? Kind.DISAGREEMENT : Kind.LINE,
          path.value(),
          "the digest of " + quote(path),
          quote(line));
    }
    if (!parts.group(1).matches("[0-9a-f]{64}")) {
      throw refuse(
          Kind.DIGEST,
          path.value(),
          "64 lower-case hexadecimal digits and two spaces",
          quote(parts.group(1)));
    }
    if (!parts.group(2).equals(path.value())) {
      throw refuse(
          Kind.DISAGREEMENT,
          path.value(),
          "the digest of " + quote(path),
          "that of " + quote(parts.group(2)));
    }
    return new Sha256(parts.group(1));
  }

  /** The next line, without its line feed; a file that ends before one is refused. */
  private String line() throws IOException {
    number++;
    int length = 0;
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw refuse(
            Kind.TRUNCATED,
            "`#end` and a line feed at the end",
            length == 0 ? "the end of the text" : "a last line without line feed");
      }
      if (length == MAX_LINE_BYTES) {
        throw refuse(Kind.LIMIT, "at most " + MAX_LINE_BYTES + " bytes in a line", "more");
      }
      buffer[length++] = (byte) next;
    }
    if (length > 0 && buffer[length - 1] == '\r') {
      throw refuse(Kind.CARRIAGE_RETURN, "a line feed alone", "a carriage return before it");
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(buffer, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw refuse(Kind.ENCODING, "UTF-8", "bytes that are not");
    }
  }

  private ManifestRefusal refuse(Kind kind, String expected, String found) {
    return refuse(kind, "", expected, found);
  }

  private ManifestRefusal refuse(Kind kind, String path, String expected, String found) {
    return new ManifestRefusal(source, kind, number, printable(path), expected, found);
  }

  private static String quote(RelativePath path) {
    return quote(path.value());
  }

  private static String quote(String text) {
    return "`" + printable(text) + "`";
  }

  private static String printable(String text) {
    String cut = text.length() > 120 ? text.substring(0, 120) + "..." : text;
    return Names.printable(cut);
  }

  private record EntryLine(boolean file, RelativePath path, boolean executable, long size) {}
}
