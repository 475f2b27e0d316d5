package io.github.sealframe.core;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a node says that it checked before it worked with a package, as its verifier wrote it: a
 * first line {@code sealframe-attestation 1}, then lines of a name and a value. Immutable.
 *
 * <p>It is a statement, not a proof: whoever is root on the node, or writes to the output
 * container, can write another one. Its worth is that it was copied to places that others write.
 *
 * @param pin the package
 * @param archive SHA-256 of the archive that it came in
 * @param verifier SHA-256 of the script that checked it
 * @param how {@code installed} or {@code verified in place}
 * @param engine what computed the digests
 * @param capabilities whether file capabilities were looked for: {@code checked} or not
 * @param image the image that the node's pool or job was planned with
 * @param pool the node's pool
 * @param node the node
 * @param time when, by the node's clock
 * @param text all of it
 */
public record Attestation(
    Sha256 pin,
    Sha256 archive,
    Sha256 verifier,
    String how,
    String engine,
    String capabilities,
    String image,
    PoolId pool,
    NodeId node,
    String time,
    String text) {
  /** At most so many bytes of one are read. */
  static final int MAX_BYTES = 16_384;

  private static final String FIRST = "sealframe-attestation 1";
  private static final List<String> NAMES =
      List.of(
          "result",
          "how",
          "pin",
          "archive",
          "verifier",
          "engine",
          "capabilities",
          "image",
          "pool",
          "node",
          "time");

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException when it is not one that tells of a proof; the message says why
   */
  public static Attestation parse(String text) {
    if (!text.endsWith("\n")) {
      throw new IllegalArgumentException("it has no last line");
    }
    List<String> lines = text.lines().toList();
    if (!lines.get(0).equals(FIRST)) {
      throw new IllegalArgumentException("it does not begin with `" + FIRST + "`");
    }
    if (lines.size() != NAMES.size() + 1) {
      throw new IllegalArgumentException("it has " + lines.size() + " lines");
    }
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < NAMES.size(); i++) {
      String start = NAMES.get(i) + ": ";
      String line = lines.get(i + 1);
      if (!line.startsWith(start)) {
        throw new IllegalArgumentException("it has no line `" + NAMES.get(i) + "` where it should");
      }
      values.put(NAMES.get(i), line.substring(start.length()));
    }
    if (!values.get("result").equals("proved")) {
      throw new IllegalArgumentException("it tells of no proof");
    }
    return new Attestation(
        new Sha256(values.get("pin")),
        new Sha256(values.get("archive")),
        new Sha256(values.get("verifier")),
        values.get("how"),
        values.get("engine"),
        values.get("capabilities"),
        values.get("image"),
        new PoolId(values.get("pool")),
        new NodeId(values.get("node")),
        values.get("time"),
        text);
  }

  /** SHA-256 of the text. */
  public Sha256 digest() {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Where it lies on its node, relative to the node's root folder. */
  static String onNode(Sha256 pin) {
    return PackageGate.NODE_FOLDER + "/" + fileName(pin);
  }

  /** The name of its file, on the node and in a task's outputs. */
  static String fileName(Sha256 pin) {
    return pin + ".attestation";
  }

  /**
   * Where the copy lies that was read from the node itself; each new text has a place of its own.
   */
  public BlobRef evidence() {
    return new BlobRef(
        ContainerRole.EVIDENCE,
        String.format(
            "attestations/%s/%s/%s-%s.txt", pool, node, pin, digest().hex().substring(0, 16)));
  }
}
