package io.github.sealframe.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProductionRegisterTest {
  private static final ProductionCode ONE = new ProductionCode("pabcdefghij");
  private static final ProductionCode TWO = new ProductionCode("pzyxwvutsrq");

  @TempDir private Path folder;

  private ProductionRegister register() {
    return new ProductionRegister(folder.resolve("state/productions"));
  }

  @ParameterizedTest
  @EnumSource(Belonging.Kind.class)
  void whatIsOnesIsNeverAnothers(Belonging.Kind kind) {
    Belonging belonging = new Belonging(kind, "/an id/of (1)");
    register().claim(ONE, List.of(belonging));
    register().claim(ONE, List.of(belonging));

    assertThat(register().check(ONE, List.of(belonging))).isEmpty();
    assertThat(register().check(TWO, List.of(belonging)))
        .singleElement()
        .satisfies(finding -> assertThat(finding.control()).isEqualTo(kind.control()))
        .satisfies(finding -> assertThat(finding.why()).contains(ONE.value()));
    assertThat(register().check(TWO, List.of(new Belonging(kind, "/another")))).isEmpty();
  }

  /** All at once, and nothing of what is free is taken. */
  @Test
  void aClaimIsForAllOrNothing() {
    Belonging storage = new Belonging(Belonging.Kind.STORAGE_ACCOUNT, "one.blob");
    Belonging vault = new Belonging(Belonging.Kind.VAULT, "one.vault");
    Belonging free = new Belonging(Belonging.Kind.IDENTITY, "free");
    register().claim(ONE, List.of(storage, vault));
    Belonging folded = new Belonging(Belonging.Kind.STORAGE_ACCOUNT, "ONE.blob");

    PolicyRefusal refusal =
        catchThrowableOfType(
            PolicyRefusal.class, () -> register().claim(TWO, List.of(folded, free, vault)));

    assertThat(refusal.problems())
        .hasSize(2)
        .anyMatch(line -> line.contains("(control batch-exclusive-storage)"))
        .anyMatch(line -> line.contains("(control kv-per-production)"));
    assertThat(register().check(ONE, List.of(free))).isEmpty();
  }

  /** Two in one subscription is a finding, which a waiver may allow. */
  @Test
  @Tag("portal-subscription-per-production")
  void aSubscriptionIsToldOfAndNotTaken() {
    List<Belonging> subscription = List.of(new Belonging(Belonging.Kind.SUBSCRIPTION, "s"));
    register().claim(ONE, subscription);
    register().claim(TWO, subscription);

    assertThat(register().check(ONE, subscription)).hasSize(1);
    assertThat(ProductionPolicy.WAIVABLE).contains("portal-subscription-per-production");
  }

  @Test
  @Tag("wf-hybrid-time-space-isolation")
  void whatHasEndedDoesNotBeginAgain() {
    Belonging storage = new Belonging(Belonging.Kind.STORAGE_ACCOUNT, "one.blob");
    register().claim(ONE, List.of(storage));
    register().end(ONE, LocalDate.of(2026, 11, 28));
    register().end(ONE, LocalDate.of(2026, 11, 29));

    assertThat(register().ended(ONE)).contains(LocalDate.of(2026, 11, 28));
    assertThat(register().ended(TWO)).isEmpty();
    assertThatExceptionOfType(PolicyRefusal.class)
        .isThrownBy(() -> register().claim(ONE, List.of(storage)))
        .withMessageContaining("ended on 2026-11-28")
        .withMessageContaining("(control wf-hybrid-time-space-isolation)");
    assertThat(register().check(TWO, List.of(storage))).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "#sealframe-productions 2\n",
        "#sealframe-productions 1\nMy Film vault x\n",
        "#sealframe-productions 1\npabcdefghij thing x\n",
        "#sealframe-productions 1\npabcdefghij vault\n",
        "#sealframe-productions 1\npabcdefghij ended soon\n"
      })
  void whatCannotBeReadIsNoLeave(String text) throws IOException {
    Path file = Files.createDirectories(folder.resolve("state")).resolve("productions");
    Files.writeString(file, text);
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(() -> register().check(ONE, List.of()))
        .withMessageNotContaining("My Film");
    assertThatExceptionOfType(ConfigurationRefusal.class)
        .isThrownBy(() -> register().claim(ONE, List.of()));
    assertThat(file).hasContent(text);
  }

  @Test
  void onlyItsOwnerReadsIt() throws IOException {
    register().claim(ONE, List.of(new Belonging(Belonging.Kind.VAULT, "v")));
    Path file = folder.resolve("state/productions");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(file).hasContent("#sealframe-productions 1\npabcdefghij vault v\n");
    try (var files = Files.list(folder.resolve("state"))) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("productions", "productions.lock");
    }
  }

  /** Of many that want the same, one gets it, and no line is lost. */
  @Test
  @Timeout(value = 1, unit = TimeUnit.MINUTES)
  void manyClaimAtOnce() throws Exception {
    Belonging wanted = new Belonging(Belonging.Kind.STORAGE_ACCOUNT, "one.blob");
    ExecutorService threads = Executors.newFixedThreadPool(8);
    List<Future<Boolean>> claims = new ArrayList<>();
    try {
      for (int i = 0; i < 16; i++) {
        ProductionCode code = new ProductionCode("pabcdefghi" + (char) ('a' + i));
        claims.add(
            threads.submit(
                () -> {
                  register()
                      .claim(code, List.of(new Belonging(Belonging.Kind.VAULT, code.value())));
                  try {
                    register().claim(code, List.of(wanted));
                    return true;
                  } catch (PolicyRefusal e) {
                    return false;
                  }
                }));
      }
      int won = 0;
      for (Future<Boolean> claim : claims) {
        won += claim.get() ? 1 : 0;
      }
      assertThat(won).isEqualTo(1);
    } finally {
      threads.shutdownNow();
    }
    assertThat(Files.readAllLines(folder.resolve("state/productions"))).hasSize(1 + 16 + 1);
  }
}
