package io.github.sealframe.samples;

import io.github.sealframe.core.PolicyRefusal;
import io.github.sealframe.core.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Files of this machine that sign somebody in: a certificate with its key, and what the Azure CLI
 * keeps where the system has no safe of its own. They are for their owner alone.
 *
 * @param environment variables of the user
 * @param home folder of the user
 */
record CredentialFiles(Map<String, String> environment, Path home) {
  private static final String CONTROL = "cli-no-session-cache";
  private static final List<String> OF_AZURE_CLI =
      List.of("msal_token_cache.json", "service_principal_entries.json", "accessTokens.json");

  /** Those of whoever runs this process. */
  static CredentialFiles ofThisUser() {
    return new CredentialFiles(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  /**
   * Refuses all work while one is open to others.
   *
   * @throws PolicyRefusal naming each
   */
  void refuseOpen() throws IOException {
    List<String> problems =
        open().stream()
            .map(
                file ->
                    Refusal.line(
                        "sign in with",
                        file.toString(),
                        "group or others may use the file",
                        "run chmod 600 on it, and sign in anew (control " + CONTROL + ")"))
            .toList();
    if (!problems.isEmpty()) {
      throw new PolicyRefusal(problems);
    }
  }

  /**
   * Those that group or others have any right on.
   *
   * @throws UnsupportedOperationException on a system without Unix modes, when one is there
   */
  List<Path> open() throws IOException {
    List<Path> open = new ArrayList<>();
    for (Path file : all()) {
      if (Files.exists(file) && isOpen(file)) {
        open.add(file);
      }
    }
    return open;
  }

  private static boolean isOpen(Path file) throws IOException {
    return Files.getPosixFilePermissions(file).stream()
        .map(PosixFilePermission::name)
        .anyMatch(right -> !right.startsWith("OWNER_"));
  }

  private List<Path> all() {
    List<Path> all = new ArrayList<>();
    String certificate = environment.getOrDefault("AZURE_CLIENT_CERTIFICATE_PATH", "");
    if (!certificate.isEmpty()) {
      all.add(Path.of(certificate));
    }
    String moved = environment.getOrDefault("AZURE_CONFIG_DIR", "");
    Path cli = moved.isEmpty() ? home.resolve(".azure") : Path.of(moved);
    OF_AZURE_CLI.forEach(name -> all.add(cli.resolve(name)));
    return all;
  }
}
