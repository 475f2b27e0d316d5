package io.github.sealframe.samples;

import io.github.sealframe.batchclient.AzureResource;
import io.github.sealframe.core.AllowedImage;
import io.github.sealframe.core.Observation;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Looks at the nodes' network and image, and at where hosts' names lead. */
final class NetworkChecks {
  static final List<AuditCheck> ALL =
      List.of(
          AuditCheck.one(
              subject -> host(subject, "batch", subject.file().batch()),
              "no-public-internet",
              "wf-hybrid-expressroute"),
          AuditCheck.one(
              subject -> host(subject, "storage", subject.file().storage()),
              "no-public-internet",
              "wf-hybrid-expressroute",
              "wf-batch-private-link-storage"),
          AuditCheck.one(NetworkChecks::vaultHost, "no-public-internet"),
          AuditCheck.one(NetworkChecks::group, "net-nsg", "wf-hybrid-uniform-nsg"),
          AuditCheck.one(NetworkChecks::nothingIn, "net-limit-intra-vnet"),
          AuditCheck.one(NetworkChecks::nothingElseOut, "wf-avere-deny-outbound"),
          AuditCheck.one(NetworkChecks::serviceTag, "wf-batch-service-tag"),
          AuditCheck.one(NetworkChecks::nodesOnly, "wf-prman-render-only-subnet"),
          AuditCheck.one(NetworkChecks::image, "vm-patched", "cs-patches"));

  private static final String VERSION = "2024-05-01";
  private static final String IMAGE_VERSION = "2023-07-03";
  private static final String SUBNET = "Subnet of the nodes";
  private static final String RULES = "rules of the nodes' subnet";
  private static final Set<String> ALL_ADDRESSES = Set.of("*", "0.0.0.0/0");

  /** No private range is as wide as seven bits leave it. */
  private static final Pattern WIDE =
      Pattern.compile(
          "\\*|any|internet|virtualnetwork|azurecloud(\\..*)?|.*/[0-7]", Pattern.CASE_INSENSITIVE);

  private static final int ULA_BITS = 0xfe;
  private static final int ULA = 0xfc;

  private NetworkChecks() {}

  private static Observation vaultHost(AuditSubject subject) {
    return subject
        .file()
        .vault()
        .map(vault -> host(subject, "vault", vault))
        .orElseGet(() -> subject.noted("`vault`", "the production has none"));
  }

  private static Observation host(AuditSubject subject, String field, URI endpoint) {
    String what = "host of `" + field + "`";
    InetAddress[] addresses;
    try {
      addresses = subject.machine().names().addresses(endpoint.getHost());
    } catch (UnknownHostException e) {
      return subject.unseen(what, "its name leads nowhere", "audit in the studio's network");
    }
    if (Arrays.stream(addresses).anyMatch(InetAddress::isLoopbackAddress)) {
      return subject.unseen(what, "it is this machine", "audit the production in Azure");
    }
    boolean inside = Arrays.stream(addresses).allMatch(NetworkChecks::isPrivate);
    return subject.judged(
        inside,
        what,
        inside ? "its name leads to private addresses" : "its name leads to a public address",
        "resolve the privatelink zones of Azure DNS in the studio");
  }

  private static boolean isPrivate(InetAddress address) {
    return address.isSiteLocalAddress()
        || (address instanceof Inet6Address && (address.getAddress()[0] & ULA_BITS) == ULA);
  }

  private static AzureResource subnet(AuditSubject subject) {
    return subject.resource(SUBNET, subject.file().pool().subnet().orElseThrow(), VERSION);
  }

  private static Observation group(AuditSubject subject) {
    boolean has = subnet(subject).has("/properties/networkSecurityGroup/id");
    return subject.judged(
        has,
        SUBNET,
        has ? "it has a network security group" : "it has no network security group",
        "give it one, as the template does");
  }

  private static List<AzureResource> rules(AuditSubject subject) {
    String id =
        subnet(subject)
            .text("/properties/networkSecurityGroup/id")
            .orElseThrow(
                () ->
                    new Unseen(
                        RULES, "it has no network security group", "give it one, as the template"));
    return subject
        .resource("Network security group", id, VERSION)
        .items("/properties/securityRules");
  }

  private static Observation nothingIn(AuditSubject subject) {
    return onlyNamed(subject, "Inbound", "source");
  }

  private static Observation nothingElseOut(AuditSubject subject) {
    return onlyNamed(subject, "Outbound", "destination");
  }

  /**
   * The last of the rules denies all, and none before it takes that back.
   *
   * @param peer which end of the traffic is not the nodes
   */
  private static Observation onlyNamed(AuditSubject subject, String direction, String peer) {
    List<AzureResource> rules =
        rules(subject).stream().filter(rule -> is(rule, "direction", direction)).toList();
    String way = direction.toLowerCase(Locale.ROOT);
    List<String> wide =
        rules.stream()
            .filter(rule -> is(rule, "access", "Allow"))
            .filter(rule -> prefixes(rule, peer).anyMatch(WIDE.asMatchPredicate()))
            .map(rule -> subject.shown(rule.text("/name").orElse("(no name)")))
            .toList();
    if (!wide.isEmpty()) {
      return subject.broken(
          RULES,
          "these allow too wide a " + peer + " " + way + ": " + String.join(", ", wide),
          "remove them, or name the addresses that the nodes need");
    }
    boolean denies =
        rules.stream()
            .max(Comparator.comparing(NetworkChecks::priority))
            .filter(NetworkChecks::isDenyAll)
            .isPresent();
    return subject.judged(
        denies,
        RULES,
        denies ? "the last one denies all else " + way : "none denies all else " + way,
        "end them with one that denies all " + way);
  }

  private static boolean isDenyAll(AzureResource rule) {
    return is(rule, "access", "Deny")
        && is(rule, "protocol", "*")
        && prefixes(rule, "source").anyMatch(ALL_ADDRESSES::contains)
        && is(rule, "sourcePortRange", "*")
        && prefixes(rule, "destination").anyMatch(ALL_ADDRESSES::contains)
        && is(rule, "destinationPortRange", "*");
  }

  /** Of one end of the traffic: a rule has one prefix, or a list of them. */
  private static Stream<String> prefixes(AzureResource rule, String end) {
    String name = "/properties/" + end + "AddressPrefix";
    return Stream.concat(rule.text(name).stream(), rule.texts(name + "es").stream());
  }

  private static long priority(AzureResource rule) {
    return rule.number("/properties/priority").orElse(0L);
  }

  private static boolean is(AzureResource rule, String name, String value) {
    return rule.text("/properties/" + name).filter(value::equalsIgnoreCase).isPresent();
  }

  private static Observation serviceTag(AuditSubject subject) {
    boolean tagged =
        rules(subject).stream()
            .filter(rule -> is(rule, "direction", "Outbound") && is(rule, "access", "Allow"))
            .flatMap(rule -> prefixes(rule, "destination"))
            .anyMatch(prefix -> prefix.startsWith("BatchNodeManagement"));
    return subject.judged(
        tagged,
        RULES,
        tagged ? "one lets out to BatchNodeManagement" : "none names BatchNodeManagement",
        "let 443 out to BatchNodeManagement of the region");
  }

  private static Observation nodesOnly(AuditSubject subject) {
    int endpoints = subnet(subject).items("/properties/privateEndpoints").size();
    return endpoints == 0
        ? subject.unseen(
            SUBNET,
            "it has no private endpoints; which machines are in it was not looked at",
            "look at the devices of the virtual network")
        : subject.broken(
            SUBNET,
            "private endpoints are in it: " + endpoints,
            "give private endpoints a subnet of their own");
  }

  /** The gallery knows when an image was published; the production file says when. */
  private static Observation image(AuditSubject subject) {
    String what = "image version in the gallery";
    String id = subject.file().pool().image();
    Instant published =
        subject
            .resource(what, id, IMAGE_VERSION)
            .time("/properties/publishingProfile/publishedDate")
            .orElseThrow(
                () ->
                    new Unseen(
                        what,
                        "Azure does not say when it was published",
                        "look at it in the portal"));
    int days = subject.file().images().maxAgeDays();
    if (published.isBefore(subject.clock().instant().minus(Duration.ofDays(days + 1L)))) {
      return subject.broken(
          what,
          "published on " + published + ", which is longer ago than " + days + " days",
          "build and review one with the patches of today",
          subject.waiver("vm-patched"));
    }
    LocalDate day = LocalDate.ofInstant(published, ZoneOffset.UTC);
    boolean said =
        subject.file().images().allowed().stream()
            .filter(image -> image.id().equalsIgnoreCase(id))
            .map(AllowedImage::published)
            .anyMatch(date -> Math.abs(date.toEpochDay() - day.toEpochDay()) <= 1);
    return subject.judged(
        said,
        what,
        "published on " + published + (said ? "" : ", which is not what `images` says"),
        "correct `published` of the image");
  }
}
