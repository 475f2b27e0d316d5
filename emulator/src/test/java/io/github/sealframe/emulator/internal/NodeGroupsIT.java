package io.github.sealframe.emulator.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sealframe.emulator.NodeLimits;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Control groups without limits, which more machines have than those with them. */
class NodeGroupsIT {

  @Test
  void whatEntersANodesGroupEndsWithItWhereverItWent() throws Exception {
    NodeGroups groups = NodeGroups.open(Set.of(), Map.of());
    try (groups) {
      if (groups.state() instanceof NodeLimits.NotApplied not) {
        System.out.println("No groups on this machine: " + not.reason());
        assertThat(not.reason()).isNotBlank();
        assertThat(groups.entrance("n")).isEmpty();
        return;
      }
      System.out.println("Groups on this machine");
      groups.make("n");
      groups.make("n");
      List<String> command = new ArrayList<>(groups.entrance("n"));
      command.addAll(
          List.of("/bin/sh", "-c", "setsid sh -c 'echo $$; exec sleep 1014' & exec sleep 1014"));
      Process process = new ProcessBuilder(command).start();
      long daemon =
          Long.parseLong(process.inputReader(StandardCharsets.US_ASCII).readLine().trim());
      assertThat(Files.readString(Path.of("/proc", Long.toString(daemon), "cgroup")))
          .containsPattern("0::/.*sealframe-.*/n\n");
      groups.remove("n");
      assertThat(process.waitFor(5, TimeUnit.SECONDS)).isTrue();
      if (ProcessHandle.of(daemon).isPresent()) {
        ProcessHandle.of(daemon).get().onExit().get(5, TimeUnit.SECONDS);
      }
      groups.make("m");
    }
    Path procs = Path.of(groups.entrance("n").get(3));
    assertThat(procs.getParent().getParent()).doesNotExist();
  }
}
