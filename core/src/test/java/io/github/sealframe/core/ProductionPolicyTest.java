package io.github.sealframe.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ProductionPolicyTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 28);
  private static final String GROUP = "/subscriptions/s/resourceGroups/g/providers/";
  private static final String IMAGE =
      GROUP + "Microsoft.Compute/galleries/n/images/i/versions/1.2.3";
  private static final PoolShape SHAPE = shape(PoolProtection.full());
  private static final Approvals APPROVED =
      pin -> new PackageApproval("by Ada", "Ada", Instant.MAX);

  private static PoolShape shape(PoolProtection protection) {
    return new PoolShape(
        IMAGE,
        "batch.node.debian 12",
        "STANDARD_D4S_V5",
        Optional.of(GROUP + "Microsoft.Network/virtualNetworks/v/subnets/s"),
        Optional.of(GROUP + "Microsoft.ManagedIdentity/userAssignedIdentities/i"),
        protection);
  }

  private static ProductionPolicy policy(LocalDate published, int days, Waiver... waivers) {
    return ProductionPolicy.of(
        Optional.of(APPROVED),
        new ImageRules(List.of(new AllowedImage(IMAGE.toUpperCase(Locale.ROOT), published)), days),
        new ProductionPolicy.Names(DenyList.of(List.of("Night Moth")), Map.of("`batch`", "x")),
        false,
        List.of(waivers),
        Clock.fixed(TODAY.atTime(23, 59).toInstant(ZoneOffset.UTC), ZoneOffset.UTC));
  }

  private static List<String> problems(ProductionPolicy policy, PoolShape shape) {
    PolicyRefusal refusal = catchThrowableOfType(PolicyRefusal.class, () -> policy.check(shape));
    return refusal == null ? List.of() : refusal.problems();
  }

  @Test
  void whatKeepsEveryRuleIsAllowed() {
    assertThat(policy(TODAY, 30).check(SHAPE)).isEmpty();
  }

  @Test
  @Tag("vm-patched")
  void anImageCountsForItsDaysAndNotOneLonger() {
    assertThat(problems(policy(TODAY.minusDays(30), 30), SHAPE)).isEmpty();
    assertThat(problems(policy(TODAY.minusDays(31), 30), SHAPE))
        .singleElement()
        .asString()
        .contains("2026-10-28", "2026-11-27", "(control vm-patched)");
    assertThat(problems(policy(TODAY.minusDays(8), 7), SHAPE)).hasSize(1);
    assertThat(problems(policy(TODAY.plusDays(2), 30), SHAPE)).hasSize(1);
  }

  /** The image has to be one of the list, whoever waives what. */
  @Test
  void aWaiverIsForItsControlAndItsDays() {
    PoolShape open = shape(new PoolProtection(false, true, true, true));
    Waiver good = new Waiver("disk-encryption", "Ada", "no such size", TODAY);
    Waiver over = new Waiver("disk-encryption", "Ada", "no such size", TODAY.minusDays(1));
    Waiver other = new Waiver("vm-patched", "Ada", "soon", TODAY);

    assertThat(policy(TODAY, 30, over, good).check(open))
        .singleElement()
        .satisfies(waived -> assertThat(waived.waiver()).isEqualTo(good))
        .satisfies(waived -> assertThat(waived.finding().on()).isEqualTo("`encryption-at-host`"));
    assertThat(problems(policy(TODAY, 30, over), open))
        .singleElement()
        .asString()
        .contains("its waiver ended on 2026-11-27");
    assertThat(problems(policy(TODAY, 30, other), open)).hasSize(1);
  }

  @Test
  void allProblemsComeAtOnce() {
    PoolShape bad =
        new PoolShape(
            "canonical:ubuntu:latest",
            "a",
            "b",
            Optional.empty(),
            Optional.empty(),
            new PoolProtection(false, false, false, false));
    assertThat(problems(policy(TODAY, 30), bad))
        .hasSize(7)
        .noneMatch(line -> line.contains("canonical"));
  }

  @Test
  void anEmulatorsPolicyIsForAnEmulator() {
    assertThat(ProductionPolicy.ofEmulator().check(PoolShape.ofEmulator())).isEmpty();
    assertThat(problems(ProductionPolicy.ofEmulator(), SHAPE)).hasSize(1);
    assertThat(problems(policy(TODAY, 30).rehearsed(), SHAPE.withoutIdentity())).isEmpty();
    assertThat(problems(policy(TODAY, 30), SHAPE.withoutIdentity()))
        .singleElement()
        .asString()
        .contains("(control managed-identity)");
  }

  @Test
  @Tag("batch-url-obfuscated")
  void aWordIsWaivedByNobodyAndNotShown() {
    ProductionPolicy named =
        ProductionPolicy.of(
            Optional.of(APPROVED),
            new ImageRules(List.of(new AllowedImage(IMAGE, TODAY)), 30),
            new ProductionPolicy.Names(
                DenyList.of(List.of("Night Moth")), Map.of("`batch`", "https://nightmoth.x")),
            false,
            List.of(new Waiver("batch-url-obfuscated", "Ada", "so be it", TODAY)),
            Clock.fixed(TODAY.atStartOfDay().toInstant(ZoneOffset.UTC), ZoneOffset.UTC));
    assertThat(problems(named, SHAPE))
        .singleElement()
        .asString()
        .contains("`batch`")
        .doesNotContainIgnoringCase("moth");
  }

  @Test
  void protectionIsReadBackAsItWasWritten() {
    for (int bits = 0; bits < 16; bits++) {
      PoolProtection protection =
          new PoolProtection((bits & 8) > 0, (bits & 4) > 0, (bits & 2) > 0, (bits & 1) > 0);
      assertThat(PoolProtection.ofCode(protection.code())).isEqualTo(protection);
    }
  }
}
