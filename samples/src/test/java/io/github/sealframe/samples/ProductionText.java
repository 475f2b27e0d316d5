package io.github.sealframe.samples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** The text of a production file, without {@code approvals}, that no rule objects to. */
final class ProductionText {
  static final String GROUP = "/subscriptions/s/resourceGroups/g/providers/";
  static final String IMAGE = GROUP + "Microsoft.Compute/galleries/n/images/i/versions/1.0.0";
  static final String SUBNET = GROUP + "Microsoft.Network/virtualNetworks/v/subnets/nodes";
  static final String IDENTITY = GROUP + "Microsoft.ManagedIdentity/userAssignedIdentities/nodes";

  /** Words that stand in no name of these tests. */
  static final String WORDS = "# the production's own words\nNight Moth\nHarbour Lights Studio\n";

  static final String GOOD =
      """
      code: pabcdefghij
      batch: https://account.westeurope.batch.azure.com
      storage: https://account.blob.core.windows.net
      image: %s
      images:
        - {id: %s, published: TODAY}
      node-agent: batch.node.debian 12
      vm-size: STANDARD_D4S_V5
      subnet: %s
      identity: %s
      deny-list: words.txt
      """
          .formatted(IMAGE, IMAGE, SUBNET, IDENTITY);

  /** A waiver that counts for a while, as a line of {@code waivers}. */
  static String waiver(String control) {
    return "  - {control: %s, who: Ada, why: no other way yet, until: SOON}\n".formatted(control);
  }

  /** The end of a file whose packages nobody approves, as a waiver allows. */
  static final String UNAPPROVED =
      "approvals: none\nwaivers:\n" + waiver("package-security-validated");

  private ProductionText() {}

  /**
   * Writes a production file, and the words that it names.
   *
   * @param text with {@code TODAY} and {@code SOON} for the days that they are
   */
  static Path write(Path folder, String text) throws IOException {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    Files.writeString(folder.resolve("words.txt"), WORDS);
    return Files.writeString(
        folder.resolve("production.yaml"),
        text.replace("TODAY", today.toString()).replace("SOON", today.plusDays(7).toString()));
  }
}
