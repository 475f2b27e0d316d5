package io.github.sealframe.core;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a person has to do about a control, and where that is described.
 *
 * @param document page and heading, as in {@code docs/azure.md#people}
 * @param attest what an attestation of it has to say
 */
public record ControlGuidance(String document, String attest) {
  private static final String TABLE = "guidance.tsv";

  /** By the id of each control that a person can attest. */
  public static Map<String, ControlGuidance> all() {
    return Table.GUIDANCE;
  }

  /** The rows of a table beside this class, without the first, which names its columns. */
  static List<String> lines(String table) {
    try (InputStream in = ControlGuidance.class.getResourceAsStream(table);
        BufferedReader reader =
            new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return reader.lines().skip(1).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Read once, when it is first asked for. */
  private static final class Table {
    private static final Map<String, ControlGuidance> GUIDANCE = read();

    private static Map<String, ControlGuidance> read() {
      Map<String, ControlGuidance> guidance = new LinkedHashMap<>();
      for (String line : lines(TABLE)) {
        String[] cells = line.split("\t", -1);
        guidance.put(cells[0], new ControlGuidance(cells[1], cells[2]));
      }
      return Map.copyOf(guidance);
    }
  }
}
