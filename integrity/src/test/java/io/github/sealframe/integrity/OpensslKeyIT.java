package io.github.sealframe.integrity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.sealframe.core.ConfigurationRefusal;
import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.ProductionCode;
import io.github.sealframe.core.Refusal;
import io.github.sealframe.core.Sha256;
import io.github.sealframe.core.WrapReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and signatures are those of openssl, in both directions. */
class OpensslKeyIT {
  @TempDir private Path folder;

  @Test
  @Tag("package-security-validated")
  void opensslVerifiesWhatWasSigned() throws Exception {
    Path key = key("-algorithm", "ed25519");
    SigningKey signer = SigningKey.read(key);
    openssl(0, "pkey", "-in", key.toString(), "-pubout", "-out", "public.pem");
    assertThat(Files.readAllLines(folder.resolve("public.pem")).get(1))
        .isEqualTo(signer.reviewerKey().base64());
    String text =
        SignedApproval.sign(
                new Approval(
                    Sha256.of(new byte[0]),
                    new Words("blender"),
                    new PackageVersion("3.4.1"),
                    new Words("Bob"),
                    new Words("Zoë"),
                    Instant.parse("2026-11-01T10:00:00Z"),
                    Instant.parse("2027-05-01T00:00:00Z"),
                    new Words("report 17")),
                signer)
            .text();
    opensslVerifies(text, "3.4.1");
  }

  @Test
  @Tag("wf-hybrid-sanitize")
  void opensslVerifiesTheReportOfAWrap() throws Exception {
    Path key = key("-algorithm", "ed25519");
    openssl(0, "pkey", "-in", key.toString(), "-pubout", "-out", "public.pem");
    SigningKey signer = SigningKey.read(key);
    Instant begun = Instant.parse("2026-11-01T10:00:00Z");
    WrapReport report =
        new WrapReport(
            new ProductionCode("pabcdefghij"),
            begun,
            begun,
            240,
            0,
            List.of("pools x\nremains nothing"),
            List.of(),
            List.of());
    SignedWrapReport signed = SignedWrapReport.sign(report, signer);
    assertThat(signed.lines()).contains("removed pools x\\u000Aremains nothing");
    opensslVerifies(signed.text(), "240");

    Path file = Files.writeString(folder.resolve("report"), signed.text());
    assertThat(SignedWrapReport.read(file, signer.reviewerKey()).lines()).isEqualTo(signed.lines());
    ReviewerKey other = SigningKey.read(key("-algorithm", "ed25519")).reviewerKey();
    assertThatExceptionOfType(WrapReportRefusal.class)
        .isThrownBy(() -> SignedWrapReport.read(file, other))
        .withMessageContaining("not signed with that key");
    for (String wrong :
        new String[] {
          signed.text().replace("240", "241"),
          signed.text().replace("\n", "\r\n"),
          signed.text() + "\n",
          signed.text().replace("#end\n", ""),
          signed.text().replace("signature ", "signature A"),
          "",
        }) {
      Files.writeString(file, wrong);
      assertThatExceptionOfType(WrapReportRefusal.class)
          .as(wrong)
          .isThrownBy(() -> SignedWrapReport.read(file, signer.reviewerKey()));
    }
  }

  private void opensslVerifies(String text, String word) throws Exception {
    int end = text.indexOf("signature ");
    String signature = text.substring(end).lines().findFirst().orElseThrow().split(" ", -1)[1];
    Files.writeString(folder.resolve("signed"), text.substring(0, end));
    Files.write(folder.resolve("signature"), Base64.getDecoder().decode(signature));
    verify(0);
    Files.writeString(folder.resolve("signed"), text.substring(0, end).replace(word, word + "1"));
    verify(1);
  }

  private void verify(int exitCode) throws Exception {
    openssl(
        exitCode,
        "pkeyutl",
        "-verify",
        "-rawin",
        "-pubin",
        "-inkey",
        "public.pem",
        "-sigfile",
        "signature",
        "-in",
        "signed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-rw-rw-"})
  @Tag("cli-no-session-cache")
  void aKeyThatOthersMayUseIsRefused(String mode) throws Exception {
    Path key = key("-algorithm", "ed25519");
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString(mode));
    refused(PolicyRefusal.class, key, "group or others");
  }

  @Test
  void otherKeysAreRefusedWithWhatToDo() throws Exception {
    refused(key("-algorithm", "x25519"), "openssl genpkey -algorithm ed25519");
    refused(key("-algorithm", "rsa"), "it is no Ed25519 key");
    refused(
        key("-algorithm", "ed25519", "-aes-256-cbc", "-pass", "pass:x"), "decrypt it with umask");
    refused(Reviewer.file(folder, "secret"), "PKCS#8");
    refused(
        Reviewer.file(folder, "-----BEGIN PRIVATE KEY-----\nQUJD\n-----END PRIVATE KEY-----\n"),
        "it is no Ed25519 key");
  }

  private static void refused(Path key, String why) throws IOException {
    refused(ConfigurationRefusal.class, key, why);
  }

  private static void refused(Class<? extends Refusal> type, Path key, String why)
      throws IOException {
    String text = Files.readString(key);
    assertThatExceptionOfType(type)
        .isThrownBy(() -> SigningKey.read(key))
        .withMessageContaining(key.toString())
        .withMessageContaining(why)
        .withNoCause()
        .satisfies(
            refusal ->
                assertThat(text.lines().filter(line -> !line.startsWith("-")))
                    .noneMatch(line -> refusal.getMessage().contains(line)));
  }

  private Path key(String... choice) throws Exception {
    Path key = Files.createTempFile(folder, "key", ".pem");
    List<String> words = new ArrayList<>(List.of("genpkey", "-out", key.toString()));
    words.addAll(List.of(choice));
    openssl(0, words.toArray(new String[0]));
    Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    return key;
  }

  private void openssl(int exitCode, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(words));
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("openssl ends").isTrue();
      assertThat(process.exitValue()).as(Files.readString(log)).isEqualTo(exitCode);
    } finally {
      process.destroyForcibly();
    }
  }
}
