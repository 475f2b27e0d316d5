package io.github.sealframe.integrity;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** A tar with whatever is asked for in it, also what no program would write. */
final class TarText {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  TarText file(String name, String text) {
    return entry(name, '0', "", text);
  }

  TarText folder(String name) {
    return entry(name, '5', "", "");
  }

  TarText link(String name, String target) {
    return entry(name, '2', target, "");
  }

  TarText hardLink(String name, String target) {
    return entry(name, '1', target, "");
  }

  /** A pax header with one record, for the entry that follows. */
  TarText pax(char type, String key, String value) {
    String rest = " " + key + "=" + value + "\n";
    int length = rest.getBytes(StandardCharsets.UTF_8).length + 2;
    length += length > 99 ? 1 : 0;
    return entry("pax", type, "", length + rest);
  }

  TarText entry(String name, char type, String target, String text) {
    byte[] data = text.getBytes(StandardCharsets.UTF_8);
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, "0000644");
    put(header, 124, String.format("%011o", data.length));
    put(header, 148, "        ");
    header[156] = (byte) type;
    put(header, 157, target);
    put(header, 257, "ustar\u000000");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, String.format("%06o\0 ", sum));
    out.writeBytes(header);
    out.writeBytes(Arrays.copyOf(data, (data.length + 511) / 512 * 512));
    return this;
  }

  private static void put(byte[] header, int offset, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, offset, bytes.length);
  }

  byte[] bytes() {
    return Arrays.copyOf(out.toByteArray(), out.size() + 1024);
  }

  void to(Path file) throws IOException {
    Files.write(file, bytes());
  }
}
