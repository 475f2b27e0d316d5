package io.github.sealframe.integrity;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A shell with tools and a hash engine that the verifier must run under. */
enum Engine {
  DASH_OPENSSL("openssl", "/bin/dash"),
  DASH_SHA256SUM("sha256sum", "/bin/dash"),
  BASH_OPENSSL("openssl", "/bin/bash"),
  BASH_SHA256SUM("sha256sum", "/bin/bash"),
  BUSYBOX_SHELL_OPENSSL("openssl", "/bin/busybox sh"),
  BUSYBOX_SHELL_SHA256SUM("sha256sum", "/bin/busybox sh"),
  /** Every tool is busybox's, as on a node without coreutils. */
  BUSYBOX_ALL("sha256sum", "/bin/busybox sh");

  private final String hash;
  private final String shell;

  Engine(String hash, String shell) {
    this.hash = hash;
    this.shell = shell;
  }

  List<String> shell() {
    List<String> command = List.of(shell.split(" ", -1));
    if (!Files.isExecutable(Path.of(command.get(0)))) {
      fail("%s is missing; install it with: apt-get install dash bash busybox", command.get(0));
    }
    return command;
  }

  Map<String, String> environment() {
    return Map.of("SEALFRAME_TEST_ENGINE", hash);
  }

  /** Gives the fetched script the tools of this engine, and no others. */
  void equip(Node node, Path bin) throws IOException, InterruptedException {
    if (this == BUSYBOX_ALL) {
      Files.createDirectories(bin);
      Command.ran("/bin/busybox", "--install", "-s", bin.toString());
      node.searchPath("'" + bin + "'");
    }
  }
}
