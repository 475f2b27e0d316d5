package io.github.sealframe.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder.request;

import java.net.ConnectException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

class BatchEmulatorExtensionIT {

  private static final List<BatchEmulator> GIVEN = new ArrayList<>();

  @Test
  void allTestsOfAClassAreGivenOneEmulatorThatEndsWithThem() {
    GIVEN.clear();
    run(Defaults.class, 3);
    assertThat(GIVEN).hasSize(4);
    assertThat(GIVEN.stream().distinct()).hasSize(1);
    assertThat(Files.exists(GIVEN.get(0).nodeRoot())).isFalse();
    assertThatThrownBy(() -> new BatchWire(GIVEN.get(0)).get("/pools"))
        .hasCauseInstanceOf(ConnectException.class);
  }

  @Test
  void aFieldSaysHowItIsStartedAndEachClassHasItsOwn() {
    GIVEN.clear();
    run(WithSettings.class, 1);
    run(Defaults.class, 3);
    assertThat(GIVEN.get(0).accountName()).isEqualTo("ofthetest");
    assertThat(GIVEN.stream().distinct()).hasSize(2);
  }

  private static void run(Class<?> tests, int count) {
    SummaryGeneratingListener summary = new SummaryGeneratingListener();
    LauncherFactory.create().execute(request().selectors(selectClass(tests)).build(), summary);
    assertThat(summary.getSummary().getTestsSucceededCount()).isEqualTo(count);
    assertThat(summary.getSummary().getTotalFailureCount()).isZero();
  }

  @ExtendWith(BatchEmulatorExtension.class)
  static class Defaults {
    @BeforeAll
    static void before(BatchEmulator emulator) {
      GIVEN.add(emulator);
    }

    @Test
    void first(BatchEmulator emulator) {
      GIVEN.add(emulator);
      new BatchWire(emulator).get("/pools").expect(200);
    }

    @Test
    void second(BatchEmulator emulator) {
      GIVEN.add(emulator);
    }

    @Nested
    class Inner {
      @Test
      void third(BatchEmulator emulator) {
        GIVEN.add(emulator);
      }
    }
  }

  static class WithSettings {
    @RegisterExtension
    static final BatchEmulatorExtension EMULATOR =
        new BatchEmulatorExtension(
            BatchEmulator.Settings.defaults().withAccount("ofthetest", "c2VhbGZyYW1l"));

    @Test
    void only(BatchEmulator emulator) {
      GIVEN.add(emulator);
    }
  }
}
