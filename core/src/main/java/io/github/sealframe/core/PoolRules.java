package io.github.sealframe.core;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the nodes of a production's pool have to be. */
final class PoolRules {
  static final String IMAGE = "vm-hardened-image";
  static final String IMAGE_AGE = "vm-patched";
  static final String ENCRYPTION = "disk-encryption";
  static final String SAFE_START = "cs-validate-defaults";
  static final String NO_PUBLIC_ADDRESS = "wf-avere-no-public-ip";
  static final String SUBNET = "net-vnet-per-production";
  static final String NO_BASTION = "bastion-subnet";
  static final String IDENTITY = "managed-identity";

  private static final String GROUP = "/subscriptions/[^/]+/resourcegroups/[^/]+/providers/";
  private static final Pattern GALLERY_IMAGE =
      form(GROUP + "microsoft\\.compute/galleries/[^/]+/images/[^/]+/versions/\\d+\\.\\d+\\.\\d+");
  private static final Pattern SUBNET_FORM =
      form(GROUP + "microsoft\\.network/virtualnetworks/[^/]+/subnets/[^/]+");
  private static final Pattern IDENTITY_FORM =
      form(GROUP + "microsoft\\.managedidentity/userassignedidentities/[^/]+");

  private final ImageRules images;
  private final boolean withIdentity;

  PoolRules(ImageRules images, boolean withIdentity) {
    this.images = images;
    this.withIdentity = withIdentity;
  }

  PoolRules withoutIdentity() {
    return new PoolRules(images, false);
  }

  private static Pattern form(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }

  /** What {@code shape} does not keep on {@code today}; the caller may add to it. */
  List<Finding> check(PoolShape shape, LocalDate today) {
    List<Finding> findings = new ArrayList<>();
    checkImage(shape, today, findings);
    checkNetwork(shape, findings);
    checkProtection(shape.protection(), findings);
    return findings;
  }

  private void checkImage(PoolShape shape, LocalDate today, List<Finding> findings) {
    String on = "`image`";
    if (!GALLERY_IMAGE.matcher(shape.image()).matches()) {
      findings.add(
          new Finding(
              IMAGE,
              on,
              "it is no exact version of a gallery's image",
              "write /subscriptions/S/resourceGroups/G/providers/Microsoft.Compute/galleries/"
                  + "N/images/I/versions/1.2.3"));
      return;
    }
    Optional<AllowedImage> allowed = images.find(shape.image());
    if (allowed.isEmpty()) {
      findings.add(
          new Finding(
              IMAGE,
              on,
              "it is not among the production's images",
              "take one that is, or add it to `images` when it was reviewed"));
      return;
    }
    LocalDate published = allowed.get().published();
    LocalDate last = published.plusDays(images.maxAgeDays());
    if (today.isAfter(last)) {
      findings.add(
          new Finding(
              IMAGE_AGE,
              on,
              "it was published on " + published + ", and counted until " + last,
              "build and review one with the patches of today"));
    } else if (published.isAfter(today.plusDays(1))) { // Days begin earlier elsewhere.
      findings.add(
          new Finding(
              IMAGE_AGE, on, "it is to be published on " + published, "correct `published`"));
    }
  }

  private void checkNetwork(PoolShape shape, List<Finding> findings) {
    String subnet = shape.subnet().orElse("");
    if (!SUBNET_FORM.matcher(subnet).matches()) {
      findings.add(
          new Finding(
              SUBNET,
              "`subnet`",
              "it is no subnet of a virtual network",
              "write /subscriptions/S/resourceGroups/G/providers/Microsoft.Network/"
                  + "virtualNetworks/V/subnets/S"));
    } else if (subnet.toLowerCase(Locale.ROOT).endsWith("/azurebastionsubnet")) {
      findings.add(
          new Finding(
              NO_BASTION,
              "`subnet`",
              "it is for Azure Bastion alone",
              "give the production's nodes one of their own"));
    }
    if (withIdentity && !IDENTITY_FORM.matcher(shape.identity().orElse("")).matches()) {
      findings.add(
          new Finding(
              IDENTITY,
              "`identity`",
              "it is no user-assigned identity",
              "write /subscriptions/S/resourceGroups/G/providers/Microsoft.ManagedIdentity/"
                  + "userAssignedIdentities/I"));
    }
  }

  private static void checkProtection(PoolProtection protection, List<Finding> findings) {
    if (!protection.encryptionAtHost()) {
      findings.add(off(ENCRYPTION, "`encryption-at-host`", "disks would not be encrypted"));
    }
    if (!protection.trustedLaunch()) {
      findings.add(off(SAFE_START, "`trusted-launch`", "what machines start is not measured"));
    }
    if (!protection.secureBoot()) {
      findings.add(off(SAFE_START, "`secure-boot`", "machines start code that nobody signed"));
    }
    if (!protection.noPublicAddresses()) {
      findings.add(off(NO_PUBLIC_ADDRESS, "`public-addresses`", "nodes have public addresses"));
    }
  }

  private static Finding off(String control, String on, String why) {
    return new Finding(control, on, why, "leave the line out, or have it waived");
  }
}
