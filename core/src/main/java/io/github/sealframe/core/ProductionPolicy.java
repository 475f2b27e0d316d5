package io.github.sealframe.core;

import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a production may render with. Asked while a plan is made, so before anything is written or
 * sent. Immutable and thread-safe.
 */
public final class ProductionPolicy {
  static final String APPROVED_PACKAGE = "package-security-validated";
  static final String NO_WORDS = "batch-url-obfuscated";
  static final String TOKENS = "identity-federated";
  static final String ONE_GROUP = "portal-resource-groups";

  /** The controls that a waiver can be for. */
  public static final Set<String> WAIVABLE =
      Set.of(
          APPROVED_PACKAGE,
          NO_WORDS,
          TOKENS,
          ONE_GROUP,
          Belonging.Kind.SUBSCRIPTION.control(),
          PoolRules.IMAGE_AGE,
          PoolRules.ENCRYPTION,
          PoolRules.SAFE_START,
          PoolRules.NO_PUBLIC_ADDRESS);

  private static final Pattern FIELD = Pattern.compile("`([a-z-]+)`");

  private final Optional<Approvals> approvals;
  private final Optional<PoolRules> pools;
  private final Names names;
  private final boolean withAccountKey;
  private final List<Waiver> waivers;
  private final boolean twoPeople;
  private final Map<String, String> resources;
  private final Optional<Ownership> ownership;
  private final Clock clock;

  private ProductionPolicy(
      Optional<Approvals> approvals,
      Optional<PoolRules> pools,
      Names names,
      boolean withAccountKey,
      List<Waiver> waivers,
      boolean twoPeople,
      Map<String, String> resources,
      Optional<Ownership> ownership,
      Clock clock) {
    this.approvals = approvals;
    this.pools = pools;
    this.names = names;
    this.withAccountKey = withAccountKey;
    this.waivers = List.copyOf(waivers);
    this.twoPeople = twoPeople;
    this.resources = new LinkedHashMap<>(resources);
    this.ownership = ownership;
    this.clock = clock;
  }

  /**
   * What leaves the workstation, and what may not stand in it.
   *
   * @param words the production's own words
   * @param leaving by the name of its field each name and address that services see
   * @param places by its bare name where each field of the production file stands
   */
  public record Names(DenyList words, Map<String, String> leaving, Map<String, String> places) {
    /** Copies the maps. */
    public Names {
      leaving = new LinkedHashMap<>(leaving);
      places = Map.copyOf(places);
    }

    /** The same of fields that stand nowhere. */
    public Names(DenyList words, Map<String, String> leaving) {
      this(words, leaving, Map.of());
    }

    /** What a finding is on, and where the field that it names stands. */
    private String placed(String on) {
      return FIELD
          .matcher(on)
          .results()
          .map(field -> places.get(field.group(1)))
          .filter(Objects::nonNull)
          .findFirst()
          .map(place -> on + " (" + place + ")")
          .orElse(on);
    }
  }

  /**
   * The policy of a production.
   *
   * @param approvals of renderer packages; empty when it renders without
   * @param images which images it may render on
   * @param names what leaves the workstation
   * @param withAccountKey whether its Batch account is called with the account's key
   * @param waivers what it may do without
   * @param clock tells the day
   */
  public static ProductionPolicy of(
      Optional<Approvals> approvals,
      ImageRules images,
      Names names,
      boolean withAccountKey,
      List<Waiver> waivers,
      Clock clock) {
    return new ProductionPolicy(
        approvals,
        Optional.of(new PoolRules(images, true)),
        names,
        withAccountKey,
        waivers,
        false,
        Map.of(),
        Optional.empty(),
        clock);
  }

  /** The same, where a hold is released by two people only. */
  public ProductionPolicy withTwoPeople() {
    return new ProductionPolicy(
        approvals, pools, names, withAccountKey, waivers, true, resources, ownership, clock);
  }

  /**
   * The same, where these are in one resource group.
   *
   * @param ids by the name of its field the id of each resource that is the production's own, the
   *     one that the others are compared with first
   */
  public ProductionPolicy withResources(Map<String, String> ids) {
    return new ProductionPolicy(
        approvals, pools, names, withAccountKey, waivers, twoPeople, ids, ownership, clock);
  }

  /**
   * The same, with a register that says what belongs to which production.
   *
   * @param code the production's
   * @param belongings what it has for itself
   */
  public ProductionPolicy withRegister(
      ProductionRegister register, ProductionCode code, List<Belonging> belongings) {
    return new ProductionPolicy(
        approvals,
        pools,
        names,
        withAccountKey,
        waivers,
        twoPeople,
        resources,
        Optional.of(new Ownership(register, code, belongings)),
        clock);
  }

  private record Ownership(
      ProductionRegister register, ProductionCode code, List<Belonging> belongings) {}

  /**
   * Writes into the register what the production has for itself. To be called before anything is
   * written or sent for it; without a register, as for an emulator, it does nothing.
   *
   * @throws PolicyRefusal naming everything that is another production's, or when this one has
   *     ended
   */
  public void claim() {
    ownership.ifPresent(own -> own.register().claim(own.code(), own.belongings()));
  }

  /**
   * For an emulator on this machine: nothing leaves it, and it has no images, networks and
   * identities. Only {@link PoolShape#ofEmulator} may be rendered on.
   */
  public static ProductionPolicy ofEmulator() {
    return new ProductionPolicy(
        Optional.empty(),
        Optional.empty(),
        new Names(DenyList.none(), Map.of()),
        false,
        List.of(),
        false,
        Map.of(),
        Optional.empty(),
        Clock.systemUTC());
  }

  /**
   * The same for a rehearsal on an emulator, whose nodes have no identity; all else is held to as
   * it would be in Azure.
   */
  public ProductionPolicy rehearsed() {
    return new ProductionPolicy(
        approvals,
        pools.map(PoolRules::withoutIdentity),
        names,
        withAccountKey,
        waivers,
        twoPeople,
        resources,
        Optional.empty(),
        clock);
  }

  /**
   * What the renderer package was approved by; empty when the production renders without.
   *
   * @throws IntegrityRefusal when it is not approved
   * @throws PolicyRefusal when a word of the production stands in its approval, which is stored
   *     with the package
   */
  Optional<PackageApproval> approval(Sha256 pin) throws IOException {
    if (approvals.isEmpty()) {
      return Optional.empty();
    }
    PackageApproval approval = approvals.get().require(pin);
    refuseWords("send", "the approval of the renderer package", approval.text());
    return Optional.of(approval);
  }

  /**
   * Refuses a text that is about to leave this machine when a word of the production stands in it.
   *
   * @param tried what is about to be done
   * @param on what the text is; the text itself is not shown
   */
  public void refuseWords(String tried, String on, String text) {
    if (names.words().isIn(text)) {
      throw new PolicyRefusal(
          tried,
          on,
          "a word of the production stands in it",
          "write it without (control " + NO_WORDS + ")");
    }
  }

  /**
   * Holds what is to be rendered on to the policy.
   *
   * @return what is weaker than it should be, with the waiver that allows it
   * @throws PolicyRefusal naming everything that no waiver allows
   */
  public List<WaivedFinding> check(PoolShape shape) {
    if (pools.isEmpty()) {
      refuseAllButEmulator(shape);
    }
    return sorted(findings(shape), today());
  }

  /** What is weaker than it should be, whoever allows that. */
  public List<Finding> findings(PoolShape shape) {
    if (pools.isEmpty()) {
      return List.of();
    }
    List<Finding> findings = pools.get().check(shape, today());
    if (approvals.isEmpty()) {
      findings.add(
          new Finding(
              APPROVED_PACKAGE,
              "the renderer package",
              "nobody has to approve it",
              "name reviewers below `approvals`"));
    }
    if (withAccountKey) {
      findings.add(
          new Finding(
              TOKENS,
              "the key of the Batch account",
              "a key names no person and opens everything",
              "sign in with Microsoft Entra ID, and turn the account's keys off"));
    }
    ownership.ifPresent(own -> findings.addAll(own.register().check(own.code(), own.belongings())));
    findings.addAll(checkNames());
    findings.addAll(checkGroups());
    return findings;
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  /** The waiver that allows {@code finding} today; empty when none does. */
  public Optional<Waiver> waiverToday(Finding finding) {
    return waiver(finding).filter(waiver -> waiver.countsOn(today()));
  }

  /** Whether a word of the production stands in {@code text}. */
  public boolean hasWord(String text) {
    return names.words().isIn(text);
  }

  /** Adds what is wrong with a release; it is stored, so that no word may stand in it. */
  void checkRelease(ReleaseRequest request, List<String> problems) {
    if (twoPeople && request.second().isEmpty()) {
      problems.add(
          ReleaseRequest.problem("it takes two people here", "say --second NAME, the other one"));
    }
    refuseWords("release with", "the name", request.by());
    refuseWords("release with", "the note", request.note());
    request.second().ifPresent(name -> refuseWords("release with", "the second name", name));
  }

  private static void refuseAllButEmulator(PoolShape shape) {
    if (!shape.equals(PoolShape.ofEmulator())) {
      throw new PolicyRefusal(
          "render with",
          "the pool's shape",
          "an emulator's policy is for PoolShape.ofEmulator()",
          "take the policy of the production");
    }
  }

  private List<Finding> checkNames() {
    List<Finding> findings = new ArrayList<>();
    if (names.words().isEmpty()) {
      findings.add(
          new Finding(
              NO_WORDS,
              "names that leave this machine",
              "there is no word list to hold them to",
              "name a file with the production's words with `deny-list`"));
    }
    names
        .leaving()
        .forEach(
            (field, value) -> {
              if (names.words().isIn(value)) {
                findings.add(
                    new Finding(
                        NO_WORDS,
                        field,
                        "a word of the production stands in it",
                        "rename it, or take another"));
              }
            });
    return findings;
  }

  /** What has no group is no id of a resource: its own rule says so. */
  private List<Finding> checkGroups() {
    List<Finding> findings = new ArrayList<>();
    Map.Entry<String, ResourceGroup> first = null;
    for (Map.Entry<String, String> resource : resources.entrySet()) {
      Optional<ResourceGroup> group = ResourceGroup.holding(resource.getValue());
      if (group.isEmpty()) {
        continue;
      }
      if (first == null) {
        first = Map.entry(resource.getKey(), group.get());
      } else if (!group.get().isSame(first.getValue())) {
        findings.add(
            new Finding(
                ONE_GROUP,
                resource.getKey(),
                "it is in another resource group than " + first.getKey(),
                "keep what is the production's in one group of its own, or have it waived"));
      }
    }
    return findings;
  }

  private List<WaivedFinding> sorted(List<Finding> findings, LocalDate today) {
    List<WaivedFinding> waived = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    for (Finding finding : findings) {
      Optional<Waiver> waiver = waiver(finding);
      if (waiver.isEmpty()) {
        problems.add(finding.line(names.placed(finding.on())));
      } else if (!waiver.get().countsOn(today)) {
        problems.add(
            Refusal.line(
                "render with",
                names.placed(finding.on()),
                finding.why() + ", and its waiver ended on " + waiver.get().until(),
                finding.next() + " (control " + finding.control() + ")"));
      } else {
        waived.add(new WaivedFinding(finding, waiver.get()));
      }
    }
    if (!problems.isEmpty()) {
      throw new PolicyRefusal(problems);
    }
    return waived;
  }

  /** The one that counts longest. A word that stands somewhere is waived by nobody. */
  private Optional<Waiver> waiver(Finding finding) {
    boolean word = finding.control().equals(NO_WORDS) && !names.words().isEmpty();
    return waivers.stream()
        .filter(waiver -> !word && waiver.control().equals(finding.control()))
        .max(Comparator.comparing(Waiver::until));
  }
}
