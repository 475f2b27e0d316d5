package io.github.sealframe.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sealframe.core.PackageTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pin does not depend on the locale of the machine, whose JVM may not know UTF-8 names. */
class LocaleIT {
  @TempDir Path temp;

  @ParameterizedTest
  @ValueSource(strings = {"C", "C.UTF-8"})
  void thePinIsTheSameInEveryLocale(String locale) throws IOException, InterruptedException {
    Command.ran(
        "sh", "-c", "mkdir \"$1\" && printf x >\"$1/$(printf '\\303\\274')\"", "sh", tree());
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            PinOf.class.getName(),
            tree());
    builder.environment().put("LC_ALL", locale);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    String pin = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isZero();
    // sha256sum of the four lines for a file `ü` that holds `x`.
    assertThat(pin).isEqualTo("d484aed8f30219f7feb22d01f00887675ea364ba2b1c710afe8571e0c2e5422b");
  }

  private String tree() {
    return temp.resolve("tree").toString();
  }

  /** What the other JVM runs. */
  static final class PinOf {
    private PinOf() {}

    public static void main(String[] args) throws IOException {
      System.out.print(Manifest.of(PackageTree.of(Path.of(args[0]))).pin());
    }
  }
}
