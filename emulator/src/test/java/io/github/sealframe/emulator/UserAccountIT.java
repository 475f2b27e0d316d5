package io.github.sealframe.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Commands that run as user accounts of their pool. */
class UserAccountIT {

  private static final String ACCOUNTS =
      ",`userAccounts`:[{`name`:`artist`,`password`:`hunter2`,`linuxUserConfiguration`:{`uid`:0,`gid`:0,`sshPrivateKey`:`hunter3`}},"
          + "{`name`:`admin`,`password`:`hunter4`,`elevationLevel`:`admin`}]";

  @AutoClose
  private final BatchEmulator emulator = BatchEmulator.start(BatchEmulator.Settings.defaults());

  private final BatchWire wire = new BatchWire(emulator);

  @Test
  void tasksOfOneAccountAreOneUserWhoIsNobodyOfThisMachineAndAnAdminIsRoot() {
    wire.addPool(
        "p",
        1,
        ACCOUNTS + ",`startTask`:{`commandLine`:" + BatchWire.sh("id -u") + as("admin") + "}");
    JsonNode node = wire.awaitNodes("p", 1, "idle").get(0);
    wire.addJob("j", "p", "");
    wire.addTask("j", "a", "id -u; umask 077; echo mine > mine", as("artist"));
    wire.awaitTask("j", "a", "completed");
    wire.addTask(
        "j", "b", "id -u; cat ../../a/wd/mine; echo $AZ_BATCH_TASK_USER >&2", as("artist"));
    wire.awaitTask("j", "b", "completed");
    String artist = out("a").trim();
    assertThat(out("b")).isEqualTo(artist + "\nmine\n");
    assertThat(wire.get("/jobs/j/tasks/b/files/stderr.txt").text()).isEqualTo("artist\n");
    wire.addTask("j", "c", "id -u; cat ../../a/wd/mine", "");
    wire.awaitTask("j", "c", "completed");
    String start = "/pools/p/nodes/" + node.path("id").asText() + "/files/startup/stdout.txt";
    if (System.getProperty("user.name").equals("root")) {
      assertThat(wire.get(start).text()).isEqualTo("0\n");
      assertThat(Integer.parseInt(artist)).isGreaterThan(600_000);
      assertThat(out("c").trim()).isNotEqualTo(artist).doesNotContain("mine");
    }
    wire.addPool("q", 1, ACCOUNTS);
    wire.addJob("k", "q", "");
    wire.addTask("k", "a", "id -u", as("artist"));
    wire.awaitTask("k", "a", "completed");
    if (System.getProperty("user.name").equals("root")) {
      assertThat(wire.get("/jobs/k/tasks/a/files/stdout.txt").text().trim()).isNotEqualTo(artist);
    }
  }

  @Test
  void noSecretOfAnAccountIsEverAnswered() {
    wire.addPool("p", 0, ACCOUNTS);
    String shown = wire.get("/pools/p").expect(200).text();
    assertThat(shown).contains("artist").doesNotContain("hunter");
    String change = "{`userAccounts`:[{`name`:`other`,`password`:`hunter5`}]}".replace('`', '"');
    wire.send("PATCH", "/pools/p", change, Map.of()).expect(200);
    assertThat(wire.get("/pools/p").text()).contains("other").doesNotContain("hunter");
    assertThat(wire.get("/pools").text()).doesNotContain("hunter");
  }

  @Test
  void aTaskOfAnAccountThatThePoolDoesNotHaveFailsBeforeItsCommand() {
    wire.addPool("p", 1, ACCOUNTS);
    wire.addJob("j", "p", "");
    wire.addTask("j", "t", "true", as("Artist"));
    JsonNode info = wire.awaitTask("j", "t", "completed").path("executionInfo");
    assertThat(info.at("/failureInfo/code").asText()).isEqualTo("UserAccountNotFound");
    assertThat(info.has("exitCode")).isFalse();
  }

  @Test
  void whatTheServiceRefusesIsRefused() {
    for (String wrong :
        List.of(
            "{`name`:`a`,`password`:`x`},{`name`:`a`,`password`:`y`}",
            "{`name`:`" + "a".repeat(21) + "`,`password`:`x`}",
            "{`name`:`a`,`password`:`x`,`elevationLevel`:`king`}",
            "{`name`:`a`,`password`:`x`,`linuxUserConfiguration`:{`uid`:7}}")) {
      String pool = "{`id`:`x`,`vmSize`:`v`,`userAccounts`:[" + wrong + "]}";
      assertThat(wire.post("/pools", pool).expect(400).code()).isEqualTo("InvalidPropertyValue");
    }
    wire.addJob("j", "p", "");
    String both = ",`userIdentity`:{`username`:`a`,`autoUser`:{`scope`:`pool`}}}";
    assertThat(
            wire.post("/jobs/j/tasks", "{`id`:`x`,`commandLine`:`true`" + both).expect(400).code())
        .isEqualTo("InvalidPropertyValue");
  }

  private static String as(String name) {
    return ",`userIdentity`:{`username`:`" + name + "`}";
  }

  private String out(String task) {
    return wire.get("/jobs/j/tasks/" + task + "/files/stdout.txt").text();
  }
}
