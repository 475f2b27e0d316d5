package io.github.sealframe.integrity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sealframe.core.PackageTree;
import io.github.sealframe.core.SealedPackage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  /** Turkish has another small letter for I. Archives are made on all processors, in blocks. */
  @ParameterizedTest
  @CsvSource({"C, en, 1", "C.UTF-8, tr, 3", "C.UTF-8, de, 8"})
  void archiveAndPinAreTheSameInEveryLocaleAndOnEveryMachine(
      String locale, String language, int processors) throws IOException, InterruptedException {
    Path tree = SampleTree.make(temp.resolve("sample"));
    Files.write(tree.resolve("large"), random(new byte[20 << 20]));
    SealedPackage here = new NodePackageGate(temp.resolve("here")).seal(PackageTree.of(tree));
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-Duser.language=" + language,
            "-XX:ActiveProcessorCount=" + processors,
            "-cp",
            System.getProperty("java.class.path"),
            SealOf.class.getName(),
            tree.toString(),
            temp.resolve("there").toString());
    builder.environment().put("LC_ALL", locale);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isZero();
    assertThat(told).isEqualTo(here.pin() + " " + here.archive().digest());
  }

  private static byte[] random(byte[] bytes) {
    new Random(1).nextBytes(bytes);
    return bytes;
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

  /** What the other JVM runs, to seal a package. */
  static final class SealOf {
    private SealOf() {}

    public static void main(String[] args) throws IOException {
      SealedPackage sealed =
          new NodePackageGate(Path.of(args[1])).seal(PackageTree.of(Path.of(args[0])));
      System.out.print(sealed.pin() + " " + sealed.archive().digest());
    }
  }
}
